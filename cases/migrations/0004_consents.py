"""Consents to tell somebody, withdrawals, and what two people decide together."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0003_grant_tag'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='erase_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='case',
            name='frozen_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='consent',
            name='after',
            field=models.UUIDField(null=True),
        ),
        migrations.AlterField(
            model_name='case',
            name='state',
            field=models.CharField(choices=[('enquiry', 'enquiry'), ('intake', 'intake'), ('active', 'active'), ('closed', 'closed'), ('declined', 'declined'), ('erased', 'erased')], default='enquiry', max_length=10),
        ),
        migrations.AlterField(
            model_name='event',
            name='state',
            field=models.CharField(blank=True, choices=[('enquiry', 'enquiry'), ('intake', 'intake'), ('active', 'active'), ('closed', 'closed'), ('declined', 'declined'), ('erased', 'erased')], max_length=10),
        ),
        migrations.AlterField(
            model_name='consent',
            name='purpose',
            field=models.CharField(choices=[('case_management', 'case management'), ('sharing', 'telling somebody else')], max_length=20),
        ),
        migrations.AlterField(
            model_name='event',
            name='kind',
            field=models.CharField(choices=[('opened', 'opened'), ('imported', 'imported'), ('state', 'new state'), ('identity', 'identity changed'), ('safety', 'safety decision'), ('consent', 'consent recorded'), ('given', 'access given'), ('taken', 'access taken'), ('handed_over', 'handed over'), ('owner', 'new owner'), ('closing', 'closing proposed'), ('withdrawal', 'consent withdrawn'), ('decision', 'decision by two people')], max_length=12),
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('on', models.DateField()),
                ('state', models.CharField(choices=[('waiting', 'waits for a second person'), ('agreed', 'agreed'), ('refused', 'not agreed'), ('taken_back', 'taken back')], default='waiting', max_length=10)),
                ('second_on', models.DateField(null=True)),
                ('due_on', models.DateField(null=True)),
                ('told_on', models.DateField(null=True)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='cases.case')),
                ('second', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-number'],
                'abstract': False,
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('case', 'number'), name='decision_numbers'), models.CheckConstraint(condition=models.Q(models.Q(('second', None), ('state', 'waiting')), models.Q(('second', None), ('state', 'taken_back')), models.Q(('second__isnull', False), ('state__in', ['agreed', 'refused'])), _connector='OR'), name='decision_by_a_second_person'), models.CheckConstraint(condition=models.Q(('second', None), models.Q(('second', models.F('author')), _negated=True), _connector='OR'), name='decision_by_two_different_people')],
            },
        ),
        migrations.CreateModel(
            name='Withdrawal',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('on', models.DateField()),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='cases.case')),
            ],
            options={
                'ordering': ['-number'],
                'abstract': False,
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('case', 'number'), name='withdrawal_numbers')],
            },
        ),
    ]
