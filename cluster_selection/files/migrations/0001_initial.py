
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='StoredFile',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('sha256', models.CharField(db_index=True, max_length=64, verbose_name='SHA-256')),
                ('size', models.PositiveBigIntegerField(verbose_name='size in bytes')),
                ('content_type', models.CharField(max_length=100, verbose_name='type found in the content')),
                ('original_name', models.CharField(max_length=200, verbose_name='file name')),
                ('scan_state', models.CharField(choices=[('NOT_SCANNED', 'not yet checked for viruses'), ('CLEAN', 'no virus found'), ('INFECTED', 'virus found'), ('SKIPPED', 'virus check is not needed or not set up')], default='NOT_SCANNED', max_length=12, verbose_name='virus check')),
                ('scanned_at', models.DateTimeField(blank=True, null=True, verbose_name='checked for viruses at')),
                ('storage_key', models.CharField(max_length=100, unique=True, verbose_name='key in the storage')),
                ('stored_at', models.DateTimeField(verbose_name='stored at')),
                ('stored_by', models.UUIDField(blank=True, null=True, verbose_name='stored by (membership or consent)')),
            ],
            options={
                'verbose_name': 'stored file',
                'verbose_name_plural': 'stored files',
                'constraints': [models.CheckConstraint(condition=models.Q(('sha256__regex', '\\A[0-9a-f]{64}\\Z')), name='file_sha256_is_hexadecimal', violation_error_message='The SHA-256 of a file is 64 hexadecimal digits.'), models.CheckConstraint(condition=models.Q(('size__gt', 0)), name='file_is_not_empty', violation_error_message='A stored file cannot be empty.'), models.CheckConstraint(condition=models.Q(('scan_state__in', ['NOT_SCANNED', 'CLEAN', 'INFECTED', 'SKIPPED'])), name='file_scan_state_is_known', violation_error_message='The state of the virus check is unknown.')],
            },
        ),
    ]
