"""The life of a consent: asked by a link, announced by a click, given by a signed form, ended."""

import re

import pytest
from django.core import mail

from applications import queries, services
from applications.enums import ConsentState, State
from applications.models import Application, Consent
from applications.queries import ConsentLink, consent_link
from cluster_selection.delivery.models import InboxMessage
from cluster_selection.delivery.worker import drain
from cluster_selection.files.models import StoredFile
from cluster_selection.journal.models import AuditEntry
from cluster_selection.signatures.models import Signature
from cluster_selection.workflow.refusals import TransitionRefused
from tests.applications.factories import CLOSING, LAST_INSTANT, PDF

pytestmark = [pytest.mark.django_db, pytest.mark.clause("7(1)")]

SIGNER = {"signer_name": "Тілеуов Ержан Маратұлы", "signer_position": "директор"}


@pytest.fixture
def consent(room, contest) -> Consent:
    application = room.draft(contest, complete=False)
    return room.member(application).consent


def asked(room, consent, email="member@example.kz") -> ConsentLink:
    """Ask for the consent and return the link that stands in the mail."""
    services.ask_consent(consent, email=email, acting_as=room.editor, now=room.now)
    mail.outbox.clear()
    drain()
    token = re.search(r"/consents/([\w-]+)/", mail.outbox[-1].body)[1]
    return consent_link(token)


def test_a_link_is_mailed_and_only_its_digest_is_kept(room, consent):
    link = asked(room, consent)

    (letter,) = mail.outbox
    assert letter.to == ["member@example.kz"]
    assert link.consent == consent
    kept = Consent.objects.get()
    assert (kept.state, kept.sent_to, kept.asked_by) == (ConsentState.ASKED, "member@example.kz", room.editor)
    assert re.fullmatch(r"[0-9a-f]{64}", kept.token_digest)
    assert kept.token_digest not in letter.body
    token = re.search(r"/consents/([\w-]+)/", letter.body)[1]
    assert len(token) >= 43
    assert token not in str(list(AuditEntry.objects.values_list("facts", flat=True)))


def test_a_second_link_ends_the_first(room, consent):
    asked(room, consent)
    first = Consent.objects.get().token_digest

    link = asked(room, consent)

    assert link is not None
    assert not Consent.objects.filter(token_digest=first).exists()


def test_an_unknown_token_opens_nothing(room, consent):
    assert consent_link("nothing") is None
    assert consent_link("") is None


def test_a_click_announces_and_the_signed_form_gives(room, consent):
    link = asked(room, consent)

    services.announce_consent(link.consent, acting_as=link, now=room.now, **SIGNER)
    announced = Consent.objects.get()
    services.give_consent(announced, upload=PDF, name="consent.pdf", acting_as=link, now=room.now, **SIGNER)

    given = Consent.objects.get()
    assert (announced.state, announced.announced_at) == (ConsentState.ANNOUNCED, room.now)
    assert (given.state, given.given_at, given.file.kind) == (ConsentState.GIVEN, room.now, "pdf")
    signature = Signature.objects.get(subject_id=consent.pk)
    assert (signature.method, signature.signer_name) == ("SCAN", SIGNER["signer_name"])
    entries = AuditEntry.objects.filter(subject_id=consent.pk).order_by("seq")
    assert [(entry.action, entry.actor_kind) for entry in entries] == [
        ("consent.asked", "membership"),
        ("consent.announced", "consent"),
        ("consent.given", "consent"),
    ]
    told = set(InboxMessage.objects.values_list("user", flat=True))
    assert told == {room.representative.user_id, room.editor.user_id}


def test_a_member_declines_and_may_be_asked_again(room, consent):
    link = asked(room, consent)

    services.decline_consent(link.consent, reason="Қатыспаймыз.", acting_as=link, now=room.now)
    declined = Consent.objects.get()
    asked(room, declined)

    assert (declined.state, declined.reason, declined.ended_at) == (
        ConsentState.DECLINED,
        "Қатыспаймыз.",
        room.now,
    )
    again = Consent.objects.get()
    assert (again.state, again.ended_at, again.reason) == (ConsentState.ASKED, None, "")


def test_a_given_consent_is_revoked_by_its_link(room, consent):
    link = asked(room, consent)
    services.give_consent(link.consent, upload=PDF, name="c.pdf", acting_as=link, now=room.now, **SIGNER)

    services.revoke_consent(Consent.objects.get(), reason="", acting_as=link, now=room.now)

    assert Consent.objects.get().state == ConsentState.REVOKED


def test_a_consent_revoked_after_filing_is_marked_for_the_official(room, contest):
    version = room.filed(contest)
    consent = version.application.consents.first()
    room.at("2026-03-17T10:00:00+05:00")

    services.revoke_consent(consent, reason="т", acting_as=room.representative, now=room.now)

    assert list(queries.consents_revoked_since(version)) == [consent]
    assert queries.findings_of_version(version) == []
    (finding,) = queries.findings_now(Application.objects.get())
    assert (finding.code, finding.blocks) == ("consent_revoked_after_filing", "")


def test_the_applicant_attaches_the_scan_without_a_link(room, consent):
    services.give_consent(consent, upload=PDF, name="c.pdf", acting_as=room.editor, now=room.now, **SIGNER)

    assert Consent.objects.get().state == ConsentState.GIVEN
    assert AuditEntry.objects.filter(subject_id=consent.pk).get().action == "consent.given_unasked"
    assert not InboxMessage.objects.exists()


def test_a_given_form_may_be_replaced_by_a_better_scan(room, consent):
    give = {"upload": PDF, "name": "c.pdf", "acting_as": room.editor, "now": room.now, **SIGNER}
    services.give_consent(consent, **give)
    first = Consent.objects.get()

    services.give_consent(first, **give)

    assert Consent.objects.get().file != first.file


def test_asking_everyone_leaves_out_who_has_no_address(room, contest):
    application = room.draft(contest, complete=False)
    room.member(application, number=1)
    room.member(application, number=2, contact_email="")
    room.consented(room.member(application, number=3))

    done = services.ask_consents(application, acting_as=room.editor, now=room.now)

    assert [consent.member.name for consent in done] == ["«Есіл сүт 1» ЖШС"]


def test_a_reminder_is_a_new_link_and_keeps_the_state(room, consent):
    link = asked(room, consent)
    services.announce_consent(link.consent, acting_as=link, now=room.now, **SIGNER)

    services.remind_consent(Consent.objects.get(), acting_as=room.editor, now=room.now)

    reminded = Consent.objects.get()
    assert reminded.state == ConsentState.ANNOUNCED
    assert reminded.token_digest != link.consent.token_digest


@pytest.mark.clause("11")
def test_in_the_last_microsecond_a_member_still_consents(room, consent):
    link = asked(room, consent)
    room.at(LAST_INSTANT)

    services.announce_consent(link.consent, acting_as=link, now=room.now, **SIGNER)

    assert Consent.objects.get().state == ConsentState.ANNOUNCED


@pytest.mark.clause("11")
@pytest.mark.parametrize("act", ["announce", "give", "decline"])
def test_a_late_act_through_the_link_is_refused_and_recorded(room, consent, act):
    link = asked(room, consent)
    files = StoredFile.objects.count()
    room.at(CLOSING)
    acts = {
        "announce": lambda: services.announce_consent(link.consent, acting_as=link, now=room.now, **SIGNER),
        "give": lambda: services.give_consent(
            link.consent, upload=PDF, name="c.pdf", acting_as=link, now=room.now, **SIGNER
        ),
        "decline": lambda: services.decline_consent(link.consent, reason="", acting_as=link, now=room.now),
    }

    with pytest.raises(TransitionRefused) as refused:
        acts[act]()

    assert refused.value.refusal.code == "closed"
    assert Consent.objects.get().state == ConsentState.ASKED
    assert StoredFile.objects.count() == files
    assert not InboxMessage.objects.exists()
    last = AuditEntry.objects.filter(subject_id=consent.pk).latest("seq")
    assert (last.action, last.actor_kind) == (f"consent.{act}.refused", "consent")


def test_a_link_acts_on_its_own_consent_only(room, consent):
    link = asked(room, consent)
    other = room.member(consent.application, number=7).consent
    services.ask_consent(other, email="other@example.kz", acting_as=room.editor, now=room.now)

    with pytest.raises(TransitionRefused) as refused:
        services.announce_consent(Consent.objects.get(pk=other.pk), acting_as=link, now=room.now, **SIGNER)

    assert refused.value.refusal.code == "role"


def test_the_applicant_cannot_click_for_the_member(room, consent):
    link = asked(room, consent)

    with pytest.raises(TransitionRefused) as refused:
        services.announce_consent(link.consent, acting_as=room.representative, now=room.now, **SIGNER)

    assert refused.value.refusal.status == 403


def test_consents_of_an_application_at_the_institute_no_longer_change(room, contest):
    application = room.filed(contest).application
    Application.objects.filter(pk=application.pk).update(state=State.FORWARDED)
    consent = application.consents.first()
    Consent.objects.filter(pk=consent.pk).update(state=ConsentState.NOT_ASKED, given_at=None, file=None)

    with pytest.raises(TransitionRefused) as refused:
        services.ask_consent(
            Consent.objects.get(pk=consent.pk), email="a@b.kz", acting_as=room.editor, now=room.now
        )

    assert refused.value.refusal.code == "application"


def test_asking_needs_an_address(room, consent):
    with pytest.raises(TransitionRefused) as refused:
        services.ask_consent(consent, email="", acting_as=room.editor, now=room.now)

    assert refused.value.refusal.code == "email"
