"""Mail: addresses, what was told, when a job ended, and more kinds of notices."""

import django.db.models.deletion
import vault.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_calendar_feed'),
    ]

    operations = [
        migrations.CreateModel(
            name='MailAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sealed_address', vault.fields.SealedField()),
                ('mailed_at', models.DateTimeField(null=True)),
                ('refused_on', models.DateField(null=True)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Told',
            fields=[
                ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('on', models.DateField(db_index=True)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.AddField(
            model_name='job',
            name='finished_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('new_device', 'Somebody signed in with your name on a new device.'), ('recovery_used', 'A member signed in with a recovery code.'), ('admission', 'A new member waits for admission.'), ('admitted', 'You were admitted.'), ('keys_renewed', 'A member renewed their keys and needs a certificate.'), ('case_given', 'You were given a case.'), ('chain_broken', 'The audit log does not verify.'), ('closing', 'A case waits for your approval to close.'), ('approval', 'Something waits for your approval as the second person.'), ('case_waits', 'A case or a task waits for somebody to take it.'), ('task_given', 'You were given a task.'), ('task_due', 'A task of yours is due.'), ('task_late', 'A task in one of your cases has been overdue for days.'), ('brief_given', 'You were given a brief.'), ('brief_back', 'A volunteer reported back.'), ('consent_ending', 'A consent in one of your cases ends soon.'), ('consent_ended', 'A consent in one of your cases has ended or is missing.'), ('partner_answered', 'A partner answered.'), ('partner_silent', 'A partner has not answered for days.'), ('reassess', 'An assessment in one of your cases is due again.'), ('rules', 'Rules of a procedure have changed. Open the case to see its days.'), ('to_tell', 'Somebody is to be told what was said about them, and to whom.'), ('keys_due', 'Keys of yours wait to be changed.'), ('unfinished', 'Somebody who was invited has not finished joining.'), ('mail_set', 'A mail address was set in your account.'), ('job_failed', 'Work in the background failed and waits for a look.')], max_length=20),
        ),
        migrations.AddIndex(
            model_name='job',
            index=models.Index(fields=['kind', 'finished_at'], name='jobs_last_run'),
        ),
        migrations.AddField(
            model_name='mailaddress',
            name='member',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='mail_address', to=settings.AUTH_USER_MODEL),
        ),
    ]
