
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
            name='Signature',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('subject_type', models.CharField(max_length=100, verbose_name='kind of the subject')),
                ('subject_id', models.UUIDField(verbose_name='key of the subject')),
                ('signed_sha256', models.CharField(max_length=64, verbose_name='SHA-256 of what was signed')),
                ('method', models.CharField(choices=[('PRESS', 'signed in the portal'), ('CMS_FILE', 'electronic digital signature file'), ('SCAN', 'scan of the signed paper')], max_length=8, verbose_name='way of signing')),
                ('signer_name', models.CharField(max_length=200, verbose_name='signer')),
                ('signer_position', models.CharField(blank=True, max_length=200, verbose_name='position')),
                ('organisation_name', models.CharField(blank=True, max_length=500, verbose_name='organisation')),
                ('membership_id', models.UUIDField(blank=True, null=True, verbose_name='membership')),
                ('signed_at', models.DateTimeField(verbose_name='signed at')),
                ('verification_state', models.CharField(choices=[('NOT_VERIFIED', 'not verified'), ('VERIFIED', 'verified'), ('FAILED', 'verification failed')], default='NOT_VERIFIED', max_length=12, verbose_name='verification')),
                ('file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
            ],
            options={
                'verbose_name': 'signature',
                'verbose_name_plural': 'signatures',
                'indexes': [models.Index(fields=['subject_type', 'subject_id'], name='signature_subject')],
                'constraints': [models.CheckConstraint(condition=models.Q(('signed_sha256__regex', '\\A[0-9a-f]{64}\\Z')), name='signature_sha256_is_hexadecimal', violation_error_message='What is signed is named by a SHA-256 of 64 hexadecimal digits.'), models.CheckConstraint(condition=models.Q(models.Q(('file__isnull', True), ('method', 'PRESS')), models.Q(('file__isnull', False), ('method__in', ('CMS_FILE', 'SCAN'))), _connector='OR'), name='signature_file_fits_the_method', violation_error_message='A signature file or a scan needs its file; signing in the portal has none.'), models.CheckConstraint(condition=models.Q(models.Q(('method', 'PRESS'), _negated=True), ('membership_id__isnull', False), _connector='OR'), name='signature_press_has_a_membership', violation_error_message='Signing in the portal is done in a membership.'), models.UniqueConstraint(condition=models.Q(('method', 'PRESS')), fields=('subject_type', 'subject_id', 'signed_sha256', 'membership_id'), name='signature_pressed_once', violation_error_message='The same text is signed in the portal once.')],
            },
        ),
    ]
