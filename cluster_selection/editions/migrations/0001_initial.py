import uuid

from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('key', models.SlugField(max_length=60, unique=True, verbose_name='key')),
                ('sha256', models.CharField(max_length=64, unique=True, verbose_name='SHA-256')),
                ('data', models.JSONField(verbose_name='content')),
                ('in_force_from', models.DateField(verbose_name='in force from')),
                ('in_force_until', models.DateField(blank=True, null=True, verbose_name='first day no longer in force')),
                ('has_text', models.BooleanField(default=True, verbose_name='text held')),
                ('loaded_at', models.DateTimeField(verbose_name='loaded at')),
            ],
            options={
                'verbose_name': 'edition of the Rules',
                'verbose_name_plural': 'editions of the Rules',
                'ordering': ['-in_force_from', 'key'],
                'base_manager_name': 'objects',
                'constraints': [
                    models.CheckConstraint(
                        condition=models.Q(
                            ('in_force_until', None), ('in_force_until__gt', models.F('in_force_from')), _connector='OR'
                        ),
                        name='edition_ends_after_it_begins',
                        violation_error_message='An edition ends after it begins.',
                    )
                ],
            },
        ),
    ]
