"""Record a signature: whose, under which hash, how and when."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from cluster_selection.documents.subjects import pair_of
from cluster_selection.files.models import StoredFile
from cluster_selection.languages import translated
from cluster_selection.signatures.enums import Method, VerificationState
from cluster_selection.signatures.models import Signature
from cluster_selection.signatures.verifiers import Verdict

_KINDS = {Method.PRESS: (), Method.CMS_FILE: ("cms",), Method.SCAN: ("pdf", "jpeg", "png")}


class SignatureRefused(Exception):
    """A signature that is not recorded; ``reason`` is translated when shown."""

    def __init__(self, reason, code: str):
        super().__init__(code)
        self.reason = reason
        self.code = code

    def __str__(self) -> str:
        return str(self.reason)


@dataclass(frozen=True)
class Signer:
    """Who signed, where it is not the person who records it: a paper, a consent link."""

    name: str
    position: str = ""
    organisation: str = ""


def check_digest(shown: str, current: str) -> None:
    """Raise ``SignatureRefused`` unless the hash the signer was shown is that of the text as it is now."""
    if shown != current:
        raise SignatureRefused(
            _("The text has changed since you opened it. Read it again, then sign."), "text_changed"
        )


def sign(
    subject,
    *,
    digest: str,
    method: str,
    acting_as,
    now,
    file: StoredFile | None = None,
    signer: Signer | None = None,
) -> Signature:
    """Record a signature under the text whose SHA-256 is ``digest`` (64 hexadecimal digits, lower case).

    ``subject`` is a row or a pair (type, id). ``file`` is the signature file of ``CMS_FILE`` (kind cms) or
    the scan of ``SCAN`` (pdf, jpeg, png); ``PRESS`` has none. ``signer`` is given where the signer is not the
    member who records the signature. Pressing twice under the same text gives the one signature. Raises
    ``SignatureRefused``; ``ValueError`` for a digest that is not one. Called inside the act's transaction.
    """
    if not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise ValueError("digest: 64 hexadecimal digits in lower case")
    method = Method(method)
    _check_file(method, file)
    subject_type, subject_id = pair_of(subject)
    actor = acting_as.actor()
    membership_id = actor.id if actor.kind == "membership" else None
    if method == Method.PRESS and membership_id is None:
        raise SignatureRefused(_("Sign in and choose in which role you act, then sign."), "no_membership")
    who = signer or _signer_of(acting_as)
    key = {
        "subject_type": subject_type,
        "subject_id": subject_id,
        "signed_sha256": digest,
        "membership_id": membership_id,
        "method": method,
    }
    rest = {
        "signer_name": who.name,
        "signer_position": who.position,
        "organisation_name": who.organisation,
        "file": file,
        "signed_at": now,
    }
    if method != Method.PRESS:
        return Signature.objects.create(**key, **rest)
    return Signature.objects.get_or_create(**key, defaults=rest)[0]


def _check_file(method: Method, file: StoredFile | None) -> None:
    kinds = _KINDS[method]
    if kinds and file is None:
        raise SignatureRefused(_("Attach the signature file or the scan of the signed paper."), "no_file")
    if file is not None and file.kind not in kinds:
        raise SignatureRefused(
            _("This file is not of the type in which this way of signing is given."), "wrong_file"
        )


def _signer_of(acting_as) -> Signer:
    user = getattr(acting_as, "user", None)
    if user is None:
        raise SignatureRefused(_("Name the person who signed."), "no_signer")
    return Signer(
        name=user.full_name,
        position=user.position,
        organisation=translated(acting_as.organisation, "name", user.language),
    )


def record_verdict(signature: Signature, verdict: Verdict) -> Signature:
    """Record what a verifier found about a signature file; a verdict already recorded is not changed.

    Raises ``ValueError`` for a signature that has no signature file.
    """
    if signature.method != Method.CMS_FILE:
        raise ValueError("only a signature file can be verified")
    Signature.objects.filter(id=signature.id, verification_state=VerificationState.NOT_VERIFIED).update(
        verification_state=verdict.state
    )
    signature.refresh_from_db()
    return signature
