"""Referrals, their steps, and the bundles a partner opens."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import vault.fields


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0008_directory"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='event',
            name='kind',
            field=models.CharField(choices=[('opened', 'opened'), ('imported', 'imported'), ('state', 'new state'), ('identity', 'identity changed'), ('safety', 'safety decision'), ('consent', 'consent recorded'), ('given', 'access given'), ('taken', 'access taken'), ('handed_over', 'handed over'), ('owner', 'new owner'), ('closing', 'closing proposed'), ('referral', 'referral'), ('withdrawal', 'consent withdrawn'), ('decision', 'decision by two people')], max_length=12),
        ),
        migrations.CreateModel(
            name='Referral',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('on', models.DateField()),
                ('state', models.CharField(choices=[('draft', 'draft'), ('sent', 'sent'), ('acknowledged', 'received'), ('accepted', 'accepted'), ('declined', 'declined'), ('in_service', 'in service'), ('completed', 'completed'), ('failed', 'failed'), ('recalled', 'recalled'), ('expired', 'expired'), ('dropped', 'draft thrown away')], default='draft', max_length=12)),
                ('version', models.PositiveIntegerField(default=1)),
                ('handovers', models.PositiveIntegerField(default=0)),
                ('sent_on', models.DateField(null=True)),
                ('opened_on', models.DateField(null=True)),
                ('heard_on', models.DateField(null=True)),
                ('remind_on', models.DateField(null=True)),
                ('until', models.DateField(null=True)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='cases.case')),
            ],
            options={
                'ordering': ['-number'],
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ReferralBundle',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('locator_hash', models.BinaryField(max_length=32, unique=True)),
                ('salt', models.BinaryField(max_length=16)),
                ('sealed_key', vault.fields.SealedField()),
                ('sealed_body', vault.fields.SealedField()),
                ('tries', models.PositiveIntegerField(default=0)),
                ('until', models.DateField()),
                ('referral', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='bundle', to='cases.referral')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ReferralStep',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('state', models.CharField(blank=True, choices=[('draft', 'draft'), ('sent', 'sent'), ('acknowledged', 'received'), ('accepted', 'accepted'), ('declined', 'declined'), ('in_service', 'in service'), ('completed', 'completed'), ('failed', 'failed'), ('recalled', 'recalled'), ('expired', 'expired'), ('dropped', 'draft thrown away')], max_length=12)),
                ('on', models.DateField()),
                ('has_words', models.BooleanField(default=False)),
                ('sealed_words', vault.fields.SealedField(null=True)),
                ('member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('referral', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='cases.referral')),
            ],
            options={
                'ordering': ['number'],
                'default_permissions': (),
            },
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(fields=['state', 'remind_on'], name='referrals_silent'),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(fields=['state', 'until'], name='referrals_over'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.UniqueConstraint(fields=('case', 'number'), name='referral_numbers'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'dropped']), models.Q(('sent_on__isnull', False), ('until__isnull', False)), _connector='OR'), name='sent_on_a_day_until_a_day'),
        ),
        migrations.AddConstraint(
            model_name='referralstep',
            constraint=models.UniqueConstraint(fields=('referral', 'number'), name='one_step_a_number'),
        ),
    ]
