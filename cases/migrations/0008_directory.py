"""The directory: organisations, what they offer, and what may be shared with them."""

import uuid

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0007_assessments"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Partner',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('country', models.CharField(max_length=2)),
                ('website', models.CharField(blank=True, max_length=200)),
                ('email', models.CharField(blank=True, max_length=200)),
                ('phone', models.CharField(blank=True, max_length=60)),
                ('hours', models.CharField(blank=True, max_length=120)),
                ('retired_on', models.DateField(null=True)),
            ],
            options={
                'ordering': ['name', 'pk'],
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('name'), models.F('country'), name='one_partner_a_name')],
            },
        ),
        migrations.CreateModel(
            name='Service',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('legal_aid', 'legal aid'), ('asylum', 'asylum procedure'), ('resettlement', 'resettlement'), ('reunification', 'family reunification'), ('housing', 'housing'), ('medical', 'medical care'), ('counselling', 'counselling'), ('language', 'language courses'), ('work', 'work'), ('documents', 'documents'), ('protection', 'protection'), ('children', 'children and school'), ('other', 'other')], max_length=14)),
                ('country', models.CharField(max_length=2)),
                ('languages', models.CharField(blank=True, max_length=200)),
                ('capacity', models.CharField(choices=[('unknown', 'not known'), ('free', 'free places'), ('few', 'few places'), ('full', 'full')], default='unknown', max_length=8)),
                ('capacity_on', models.DateField(null=True)),
                ('remark', models.CharField(blank=True, max_length=300)),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='services', to='cases.partner')),
            ],
            options={
                'ordering': ['kind', 'country'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('categories', models.CharField(max_length=200)),
                ('since', models.DateField()),
                ('until', models.DateField()),
                ('vetted_how', models.CharField(max_length=300)),
                ('ended_on', models.DateField(null=True)),
                ('vetted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='agreements', to='cases.partner')),
            ],
            options={
                'ordering': ['-since', 'pk'],
                'default_permissions': (),
                'constraints': [models.CheckConstraint(condition=models.Q(('until__gte', models.F('since'))), name='agreement_ends_after_it_begins')],
            },
        ),
        migrations.AddIndex(
            model_name='service',
            index=models.Index(fields=['kind', 'country'], name='services_found'),
        ),
        migrations.AddConstraint(
            model_name='service',
            constraint=models.UniqueConstraint(fields=('partner', 'kind', 'country'), name='one_service_each'),
        ),
    ]
