"""Signatures: whose, under which text, how; and what is refused."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, connection, transaction

from cluster_selection.accounts.enums import Role
from cluster_selection.files.services import keep
from cluster_selection.journal.actors import Actor
from cluster_selection.signatures.enums import Method, VerificationState
from cluster_selection.signatures.models import Signature
from cluster_selection.signatures.queries import signatures_of
from cluster_selection.signatures.services import (
    SignatureRefused,
    Signer,
    check_digest,
    record_verdict,
    sign,
)
from cluster_selection.signatures.verifiers import Verdict
from tests.factories import member

NOW = dt.datetime(2026, 3, 16, 9, 5, 12, tzinfo=dt.UTC)
SUBJECT = ("conclusion", uuid.UUID(int=7))
DIGEST, OTHER = "a" * 64, "b" * 64


def stored(kind):
    return keep(b"content", name=f"қол.{kind}", kind=kind, now=NOW)


def test_member_who_presses_is_recorded_as_known_at_that_moment(db):
    expert = member(Role.EXPERT)
    name, organisation = expert.user.full_name, expert.organisation.name_kk

    signature = sign(SUBJECT, digest=DIGEST, method="PRESS", acting_as=expert, now=NOW)
    expert.user.full_name = "Renamed"
    expert.user.save()

    signature.refresh_from_db()
    assert (signature.signer_name, signature.signer_position) == (name, "директор")
    assert (signature.organisation_name, signature.membership_id) == (organisation, expert.id)
    assert (signature.subject_type, signature.subject_id, signature.signed_sha256) == (*SUBJECT, DIGEST)
    assert (signature.signed_at, signature.method, signature.file) == (NOW, Method.PRESS, None)
    assert signature.verification_state == VerificationState.NOT_VERIFIED


def test_pressing_twice_under_the_same_text_is_one_signature(db):
    expert = member(Role.EXPERT)

    first = sign(SUBJECT, digest=DIGEST, method="PRESS", acting_as=expert, now=NOW)
    again = sign(SUBJECT, digest=DIGEST, method="PRESS", acting_as=expert, now=NOW + dt.timedelta(hours=1))
    other = sign(SUBJECT, digest=OTHER, method="PRESS", acting_as=expert, now=NOW)

    assert (again, again.signed_at) == (first, NOW)
    assert other != first
    assert Signature.objects.count() == 2


def test_scan_names_the_signer_and_is_recorded_by_another(db):
    registrar = member(Role.REGISTRAR)
    signer = Signer("Ғ. Әбенов", "бас директор", "«Үміт» ЖШС")

    for _company in range(2):
        signature = sign(
            SUBJECT,
            digest=DIGEST,
            method="SCAN",
            acting_as=registrar,
            now=NOW,
            file=stored("pdf"),
            signer=signer,
        )

    assert (signature.signer_name, signature.organisation_name) == ("Ғ. Әбенов", "«Үміт» ЖШС")
    assert Signature.objects.count() == 2


def test_consent_link_signs_by_file_and_not_by_pressing(db):
    link = Actor("consent", uuid.uuid4())
    signer = Signer("Ғ. Әбенов")

    with pytest.raises(SignatureRefused) as refused:
        sign(SUBJECT, digest=DIGEST, method="PRESS", acting_as=link, now=NOW, signer=signer)
    signature = sign(
        SUBJECT, digest=DIGEST, method="CMS_FILE", acting_as=link, now=NOW, file=stored("cms"), signer=signer
    )

    assert refused.value.code == "no_membership"
    assert signature.membership_id is None


@pytest.mark.parametrize(
    ("method", "kind", "code"),
    [
        ("CMS_FILE", None, "no_file"),
        ("CMS_FILE", "pdf", "wrong_file"),
        ("SCAN", None, "no_file"),
        ("SCAN", "cms", "wrong_file"),
        ("SCAN", "docx", "wrong_file"),
        ("PRESS", "pdf", "wrong_file"),
    ],
)
def test_file_that_does_not_fit_the_way_of_signing_is_refused(db, method, kind, code):
    file = stored(kind) if kind else None

    with pytest.raises(SignatureRefused) as refused:
        sign(SUBJECT, digest=DIGEST, method=method, acting_as=member(), now=NOW, file=file)

    assert refused.value.code == code
    assert not Signature.objects.exists()


def test_portal_does_not_sign_in_nobodys_name(db):
    with pytest.raises(SignatureRefused) as refused:
        sign(
            SUBJECT,
            digest=DIGEST,
            method="SCAN",
            acting_as=Actor("consent", uuid.uuid4()),
            now=NOW,
            file=stored("pdf"),
        )

    assert refused.value.code == "no_signer"


@pytest.mark.parametrize("digest", ["", "a" * 63, "A" * 64, "a" * 64 + "\n", "g" * 64])
def test_digest_that_is_not_one_is_an_error(db, digest):
    with pytest.raises(ValueError, match="digest"):
        sign(SUBJECT, digest=digest, method="PRESS", acting_as=member(), now=NOW)


def test_text_that_changed_since_it_was_shown_is_not_signed():
    check_digest(DIGEST, DIGEST)

    with pytest.raises(SignatureRefused) as refused:
        check_digest(DIGEST, OTHER)

    assert refused.value.code == "text_changed"


def test_signatures_under_an_earlier_text_do_not_count_for_the_new_one(db):
    expert, head = member(Role.EXPERT), member(Role.INSTITUTE_HEAD)
    earlier = sign(SUBJECT, digest=DIGEST, method="PRESS", acting_as=expert, now=NOW)
    later = sign(SUBJECT, digest=OTHER, method="PRESS", acting_as=head, now=NOW + dt.timedelta(hours=1))
    sign(("conclusion", uuid.uuid4()), digest=OTHER, method="PRESS", acting_as=head, now=NOW)

    assert list(signatures_of(SUBJECT)) == [earlier, later]
    assert list(signatures_of(SUBJECT, digest=OTHER)) == [later]


def test_verdict_of_a_verifier_is_recorded_once(db):
    signature = sign(
        SUBJECT, digest=DIGEST, method="CMS_FILE", acting_as=member(), now=NOW, file=stored("cms")
    )

    record_verdict(signature, Verdict(VerificationState.VERIFIED, signer="CN=Ғ. Әбенов"))
    record_verdict(signature, Verdict(VerificationState.FAILED, reasons=("later",)))

    signature.refresh_from_db()
    assert signature.verification_state == VerificationState.VERIFIED


def test_pressed_signature_has_nothing_to_verify(db):
    signature = sign(SUBJECT, digest=DIGEST, method="PRESS", acting_as=member(), now=NOW)

    with pytest.raises(ValueError, match="signature file"):
        record_verdict(signature, Verdict(VerificationState.VERIFIED))


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"signed_sha256": "a" * 63}, "signature_sha256_is_hexadecimal"),
        ({"method": "SCAN"}, "signature_file_fits_the_method"),
        ({"membership_id": None}, "signature_press_has_a_membership"),
    ],
)
def test_constraint_refuses_a_signature_that_lies(db, change, constraint):
    signature = sign(SUBJECT, digest=DIGEST, method="PRESS", acting_as=member(), now=NOW)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Signature.objects.filter(id=signature.id).update(**change)


def test_constraint_refuses_a_second_press_under_the_same_text(db):
    signature = sign(SUBJECT, digest=DIGEST, method="PRESS", acting_as=member(), now=NOW)
    second = "signature_pressed_once" if connection.vendor == "postgresql" else "UNIQUE constraint"

    signature.pk = uuid.uuid4()
    with pytest.raises(IntegrityError, match=second), transaction.atomic():
        signature.save(force_insert=True)
