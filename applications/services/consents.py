"""The consent of each member (Annex 2): asked by a link, announced by a click, given by a signed form.

``acting_as`` is the participant's membership, or the member itself as ``queries.ConsentLink``. Every act
after closing is refused and the attempt is recorded.
"""

import datetime as dt
import secrets

from django.db import transaction

from applications import notices, transitions
from applications.documents import annex2_digest
from applications.enums import ConsentState
from applications.models import Application, Consent
from applications.queries import digest_of_token, members_of
from applications.services.refusing import judge, late_attempts_recorded
from cluster_selection.files.services import store
from cluster_selection.signatures.enums import Method
from cluster_selection.signatures.services import Signer, sign
from cluster_selection.workflow.engine import Transition, perform, refusal_of

SIGNED_FORMS = ("pdf", "jpeg", "png", "cms")
_TOKEN_BYTES = 32


def ask_consent(consent: Consent, *, email: str, acting_as, now: dt.datetime) -> Consent:
    """Send the member its personal link by mail; an earlier link ends. Return the consent.

    Only the digest of the link is kept; the consent returned carries it once as ``token``. ``email``
    becomes the member's address. Raises TransitionRefused.

    Clause: 7(1)
    """
    return _send(transitions.ASK, consent, email, acting_as, now)


def remind_consent(consent: Consent, *, acting_as, now: dt.datetime) -> Consent:
    """Send the member a new link in place of the earlier one; the state stays. Raises TransitionRefused.

    Clause: 7(1)
    """
    return _send(transitions.REMIND, consent, consent.member.contact_email, acting_as, now)


def ask_consents(application: Application, *, acting_as, now: dt.datetime) -> list[Consent]:
    """Ask every member not asked yet that has an address; return the consents asked for.

    Each is a transaction of its own. Raises TransitionRefused when the reception is closed.

    Clause: 7(1)
    """
    return [
        ask_consent(member.consent, email=member.contact_email, acting_as=acting_as, now=now)
        for member in members_of(application)
        if member.contact_email and member.consent.state == ConsentState.NOT_ASKED
    ]


def announce_consent(
    consent: Consent, *, signer_name: str, signer_position: str, acting_as, now: dt.datetime
) -> Consent:
    """Record the click of the member: the intention is announced, the signed form must follow (T18).

    Raises TransitionRefused.

    Clause: 7(1)
    """
    return _perform(
        transitions.ANNOUNCE,
        consent,
        acting_as,
        now,
        stamps={"announced_at": now, "signer_name": signer_name, "signer_position": signer_position},
    )


def give_consent(
    consent: Consent,
    *,
    upload,
    name: str,
    signer_name: str,
    signer_position: str,
    acting_as,
    now: dt.datetime,
) -> Consent:
    """Attach the signed form of Annex 2 (scan or signature file): the consent is given.

    By the member through its link, or by the participant who holds the paper. Raises ``FileRefused``,
    TransitionRefused.

    Clause: 7(1)
    """
    transition = transitions.GIVE
    if acting_as.actor().kind != "consent" and consent.state not in transitions.GIVE.sources:
        transition = transitions.GIVE_UNASKED
    with late_attempts_recorded(transition, subject=consent, acting_as=acting_as, now=now):
        judge(transition, subject=consent, acting_as=acting_as, now=now)
    file = store(upload, name=name, acting_as=acting_as, now=now, allowed=SIGNED_FORMS)

    def write(subject: Consent) -> dict:
        signature = sign(
            subject,
            digest=annex2_digest(subject),
            method=Method.CMS_FILE if file.kind == "cms" else Method.SCAN,
            acting_as=acting_as,
            now=now,
            file=file,
            signer=Signer(name=signer_name, position=signer_position, organisation=subject.member.name),
        )
        return {"sha256": file.sha256, "signature": signature.pk}

    return _perform(
        transition,
        consent,
        acting_as,
        now,
        params={"file": file},
        stamps={
            "file": file,
            "given_at": now,
            "signer_name": signer_name,
            "signer_position": signer_position,
            "ended_at": None,
            "reason": "",
        },
        write=write,
    )


def decline_consent(consent: Consent, *, reason: str, acting_as, now: dt.datetime) -> Consent:
    """Record that the member declines. Raises TransitionRefused.

    Clause: 7(1)
    """
    return _perform(transitions.DECLINE, consent, acting_as, now, stamps={"ended_at": now, "reason": reason})


def revoke_consent(consent: Consent, *, reason: str, acting_as, now: dt.datetime) -> Consent:
    """Record that a consent announced or given is revoked before closing; after filing it is marked (T17).

    Raises TransitionRefused.

    Clause: 7(1)
    """
    return _perform(transitions.REVOKE, consent, acting_as, now, stamps={"ended_at": now, "reason": reason})


def may_give(consent: Consent, *, acting_as, now: dt.datetime):
    """Return why the person cannot attach a signed form now, or None; for the page."""
    transition = transitions.GIVE
    if acting_as.actor().kind != "consent" and consent.state not in transitions.GIVE.sources:
        transition = transitions.GIVE_UNASKED
    return refusal_of(transition, subject=consent, acting_as=acting_as, now=now)


def _send(transition: Transition, consent: Consent, email: str, acting_as, now: dt.datetime) -> Consent:
    token = secrets.token_urlsafe(_TOKEN_BYTES)

    def write(subject: Consent) -> dict:
        member = subject.member
        if member.contact_email != email:
            member.contact_email = email
            member.save(update_fields=["contact_email"])
        notices.send_consent_link(subject, token=token, reminder=transition is transitions.REMIND, now=now)
        subject.token = token  # stored nowhere: for the page that shows the link once
        return {}

    stamps = {
        "token_digest": digest_of_token(token),
        "asked_at": now,
        "asked_by": acting_as,
        "sent_to": email,
    }
    if transition is transitions.ASK:
        stamps |= {"ended_at": None, "reason": ""}
    return _perform(
        transition,
        consent,
        acting_as,
        now,
        params={"email": email},
        stamps=stamps,
        write=write,
        answered=False,
    )


def _perform(
    transition: Transition,
    consent: Consent,
    acting_as,
    now: dt.datetime,
    *,
    stamps: dict,
    params: dict | None = None,
    write=None,
    answered: bool = True,
) -> Consent:
    def before_audit(subject: Consent) -> dict:
        facts = dict(write(subject) or {}) if write else {}
        if answered and acting_as.actor().kind == "consent":
            notices.tell_consent_answered(subject, now=now)
        return {"application": subject.application_id, **facts}

    with (
        late_attempts_recorded(transition, subject=consent, acting_as=acting_as, now=now),
        transaction.atomic(),
    ):
        return perform(
            transition,
            subject=consent,
            acting_as=acting_as,
            now=now,
            params=params or {},
            stamps=stamps,
            before_audit=before_audit,
        )
