"""Briefs for volunteers, and what members can do."""

import django.db.models.deletion
import uuid
import vault.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_mail'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('cases', '0005_tasks'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Brief',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('epoch', models.PositiveIntegerField(default=1)),
                ('last_epoch', models.PositiveIntegerField(default=1)),
                ('key_check', models.BinaryField(max_length=32)),
                ('rotation_due', models.BooleanField(default=False)),
                ('number', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('given', 'with the volunteer'), ('reported', 'reported back'), ('filed', 'report in the notes'), ('recalled', 'called back')], default='given', max_length=10)),
                ('on', models.DateField()),
                ('ended_on', models.DateField(null=True)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='briefs', to='cases.case')),
                ('task', models.ForeignKey(on_delete=django.db.models.deletion.RESTRICT, related_name='briefs', to='cases.task')),
                ('volunteer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='briefs', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'brief',
                'ordering': ['-number'],
                'permissions': [('open_brief', 'Open the brief')],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='BriefContent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('field', models.CharField(max_length=32)),
                ('row', models.UUIDField()),
                ('version', models.PositiveIntegerField()),
                ('epoch', models.PositiveIntegerField()),
                ('sealed', vault.fields.SealedField()),
                ('compartment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contents', to='cases.brief')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='BriefGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sealed_key', vault.fields.SealedField()),
                ('epoch', models.PositiveIntegerField()),
                ('tag', models.BinaryField(default=bytes, max_length=32)),
                ('key_serial', models.PositiveIntegerField()),
                ('cached_key', vault.fields.SealedField(null=True)),
                ('summary', vault.fields.SealedField(null=True)),
                ('summary_version', models.PositiveIntegerField(default=0)),
                ('rank', models.BigIntegerField(default=0)),
                ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grants', to='cases.brief')),
                ('permission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='BriefParent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sealed_key', vault.fields.SealedField()),
                ('epoch', models.PositiveIntegerField()),
                ('parent_epoch', models.PositiveIntegerField()),
                ('compartment', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='wrap', to='cases.brief')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='BriefRecovery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sealed_key', vault.fields.SealedField()),
                ('epoch', models.PositiveIntegerField()),
                ('compartment', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='recovery', to='cases.brief')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='MemberProfile',
            fields=[
                ('member', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='profile', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('languages', models.CharField(blank=True, max_length=200)),
                ('skills', models.CharField(blank=True, max_length=200)),
                ('weekdays', models.PositiveSmallIntegerField(default=0)),
                ('away_until', models.DateField(null=True)),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.CheckConstraint(condition=models.Q(('weekdays__lte', 127)), name='seven_weekdays')],
            },
        ),
        migrations.AddConstraint(
            model_name='brief',
            constraint=models.UniqueConstraint(fields=('case', 'number'), name='brief_numbers'),
        ),
        migrations.AddConstraint(
            model_name='brief',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'given')), fields=('task', 'volunteer'), name='brief_given_once'),
        ),
        migrations.AddConstraint(
            model_name='brief',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_on', None), ('state', 'given')), models.Q(models.Q(('state', 'given'), _negated=True), ('ended_on__isnull', False)), _connector='OR'), name='brief_ended_on_a_day'),
        ),
        migrations.AddConstraint(
            model_name='briefcontent',
            constraint=models.UniqueConstraint(fields=('compartment', 'epoch', 'field', 'row', 'version'), name='briefcontent_once'),
        ),
        migrations.AddIndex(
            model_name='briefgrant',
            index=models.Index(fields=['user', '-rank'], name='briefgrant_list'),
        ),
        migrations.AddConstraint(
            model_name='briefgrant',
            constraint=models.CheckConstraint(condition=models.Q(('sealed_key', b''), _negated=True), name='briefgrant_carries_a_key'),
        ),
        migrations.AlterUniqueTogether(
            name='briefgrant',
            unique_together={('user', 'permission', 'content_object')},
        ),
    ]
