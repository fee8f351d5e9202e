
import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('files', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='IssuedDocument',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=60, verbose_name='kind')),
                ('number', models.CharField(blank=True, max_length=60, verbose_name='number')),
                ('code', models.CharField(max_length=19, unique=True, verbose_name='verification code')),
                ('competition_id', models.UUIDField(blank=True, db_index=True, null=True, verbose_name='competition')),
                ('subject_type', models.CharField(max_length=100, verbose_name='kind of the subject')),
                ('subject_id', models.UUIDField(verbose_name='key of the subject')),
                ('payload', models.JSONField(verbose_name='content')),
                ('payload_sha256', models.CharField(max_length=64, verbose_name='SHA-256 of the content')),
                ('issued_at', models.DateTimeField(verbose_name='issued at')),
                ('issued_by', models.UUIDField(blank=True, null=True, verbose_name='issued by (membership or consent)')),
                ('public', models.BooleanField(default=False, verbose_name='anyone may download it')),
                ('status', models.CharField(choices=[('ISSUED', 'issued and valid'), ('REVOKED', 'revoked')], default='ISSUED', max_length=8, verbose_name='status')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='revoked at')),
            ],
            options={
                'verbose_name': 'issued document',
                'verbose_name_plural': 'issued documents',
                'indexes': [models.Index(fields=['subject_type', 'subject_id'], name='document_subject')],
                'constraints': [models.CheckConstraint(condition=models.Q(('code__regex', '\\A[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}\\Z')), name='document_code_is_four_groups', violation_error_message='A verification code is four groups of four letters and digits.'), models.CheckConstraint(condition=models.Q(models.Q(('revoked_at__isnull', True), ('status', 'ISSUED')), models.Q(('revoked_at__isnull', False), ('status', 'REVOKED')), _connector='OR'), name='document_revoked_has_its_instant', violation_error_message='A revoked document, and only it, has the instant of its revocation.')],
            },
        ),
        migrations.CreateModel(
            name='Rendering',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('language', models.CharField(choices=[('kk', 'Қазақша'), ('ru', 'Русский'), ('en', 'English')], max_length=2, verbose_name='language')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('built_at', models.DateTimeField(verbose_name='built at')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='renderings', to='documents.issueddocument')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
            ],
            options={
                'verbose_name': 'rendering of a document',
                'verbose_name_plural': 'renderings of documents',
                'constraints': [models.UniqueConstraint(fields=('document', 'language'), name='rendering_once_per_language', violation_error_message='A document is made once in each language.'), models.CheckConstraint(condition=models.Q(('language__in', ('kk', 'ru', 'en'))), name='rendering_language_is_known', violation_error_message='A document is made in Kazakh, Russian or English.')],
            },
        ),
    ]
