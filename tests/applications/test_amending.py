"""Amending and withdrawing by a written notice, in the portal and on paper (clause 9)."""

import datetime as dt

import pytest

from applications import services
from applications.enums import NoticeKind, State, VersionAct
from applications.models import Application, ApplicationVersion, WrittenNotice
from applications.models.filing import FrozenVersion
from cluster_selection.delivery.models import InboxMessage
from cluster_selection.journal.models import AuditEntry
from cluster_selection.workflow.enums import TermStatus
from cluster_selection.workflow.models import RunningTerm
from cluster_selection.workflow.refusals import TransitionRefused
from tests.applications.factories import CLOSING, LAST_INSTANT

pytestmark = [pytest.mark.django_db, pytest.mark.clause("9")]

NOTICE = "Өтінімге өзгеріс енгіземіз: 2-тармақ."


def terms_of(application, key="check"):
    return list(RunningTerm.objects.filter(subject_id=application.pk, key=key).order_by("started_at"))


def put_in(application: Application, state: str) -> Application:
    Application.objects.filter(pk=application.pk).update(state=state)
    application.refresh_from_db()
    return application


@pytest.mark.parametrize("state", [State.REGISTERED, State.ADMITTED])
def test_an_amendment_is_the_next_version_and_its_check_begins_anew(room, contest, state):
    application = put_in(room.filed(contest).application, state)
    room.at("2026-03-18T11:26:00+05:00")
    package = room.amended_package(application)

    version = services.amend_application(
        package, notice_text=NOTICE, acting_as=room.representative, now=room.now
    )

    application.refresh_from_db()
    assert (version.number, version.act) == (2, VersionAct.AMENDED)
    assert (application.state, application.number) == (State.REGISTERED, f"{contest.number}/001")
    assert application.registered_on == dt.date(2026, 3, 18)
    assert application.submitted_at == dt.datetime.fromisoformat("2026-03-16T14:05:12+05:00")
    before, after = terms_of(application)
    assert (before.status, after.status) == (TermStatus.SUPERSEDED, TermStatus.RUNNING)
    assert (after.basis_on, after.due_on) == (dt.date(2026, 3, 18), dt.date(2026, 3, 30))
    notice = version.notice
    assert (notice.kind, notice.text, notice.document.kind) == (
        NoticeKind.AMENDMENT,
        NOTICE,
        "amendment_notice",
    )
    assert notice.document.payload["changed"] == [{"part": "annex3", "number": "2"}]
    assert version.receipt.number == f"{application.number}-2"
    messages = set(InboxMessage.objects.values_list("message", flat=True))
    assert messages == {
        "application.filed",
        "application.filed_office",
        "application.amended",
        "application.amended_office",
    }


@pytest.mark.clause("13")
def test_an_amendment_on_the_last_evening_moves_the_forward_term(room, contest):
    application = room.filed(contest).application
    room.at(LAST_INSTANT)
    package = room.amended_package(application)

    services.amend_application(package, notice_text=NOTICE, acting_as=room.representative, now=room.now)

    forward = RunningTerm.objects.get(competition=contest, key="forward", status=TermStatus.RUNNING)
    assert (forward.basis_on, forward.due_on) == (dt.date(2026, 4, 2), dt.date(2026, 4, 7))


def test_an_amendment_at_the_closing_instant_is_refused_and_recorded(room, contest):
    application = room.filed(contest).application
    package = room.amended_package(application)
    sent = InboxMessage.objects.count()
    room.at(CLOSING)

    with pytest.raises(TransitionRefused) as refused:
        services.amend_application(package, notice_text=NOTICE, acting_as=room.representative, now=room.now)

    application.refresh_from_db()
    assert refused.value.refusal.code == "closed"
    assert (application.state, application.versions.count()) == (State.REGISTERED, 1)
    assert not WrittenNotice.objects.exists()
    assert InboxMessage.objects.count() == sent
    assert AuditEntry.objects.latest("recorded_at", "seq").action == "application.amend.refused"


@pytest.mark.parametrize(("text", "code"), [("", "notice"), (" \n", "notice")])
def test_an_amendment_needs_its_written_notice(room, contest, text, code):
    package = room.amended_package(room.filed(contest).application)

    with pytest.raises(TransitionRefused) as refused:
        services.amend_application(package, notice_text=text, acting_as=room.representative, now=room.now)

    assert refused.value.refusal.code == code


def test_an_amendment_that_changes_nothing_is_refused(room, contest):
    application = room.filed(contest).application

    with pytest.raises(TransitionRefused) as refused:
        services.amend_application(
            room.package(application), notice_text=NOTICE, acting_as=room.representative, now=room.now
        )

    assert refused.value.refusal.code == "unchanged"


def test_the_same_amendment_posted_twice_gives_one_version(room, contest):
    package = room.amended_package(room.filed(contest).application)
    amend = {"notice_text": NOTICE, "acting_as": room.representative, "now": room.now}

    first = services.amend_application(package, **amend)
    second = services.amend_application(package, **amend)

    assert first == second
    assert WrittenNotice.objects.count() == 1


def test_going_back_to_an_earlier_content_is_another_version(room, contest):
    first = room.filed(contest)
    application = first.application
    amend = {"notice_text": NOTICE, "acting_as": room.representative, "now": room.now}
    services.amend_application(room.amended_package(application), **amend)

    back = room.amended_package(application, first.manifest["annex3"]["2"])
    third = services.amend_application(back, **amend)

    assert back == first.package
    assert (third.number, third.sha256) == (3, first.sha256)


def test_a_version_is_never_changed(room, contest):
    version = room.filed(contest)
    version.sha256 = "0" * 64

    with pytest.raises(FrozenVersion):
        version.save()


def test_t8_lets_the_first_check_run_on_where_the_edition_says_so(room, contest, monkeypatch):
    application = room.filed(contest).application
    law = type(contest.law)
    settled = law.policy
    monkeypatch.setattr(law, "policy", lambda self, key: "runs_on" if key == "T8" else settled(self, key))
    room.at("2026-03-18T11:26:00+05:00")
    package = room.amended_package(application)

    services.amend_application(package, notice_text=NOTICE, acting_as=room.representative, now=room.now)

    (check,) = terms_of(application)
    assert check.basis_on == dt.date(2026, 3, 16)


def test_a_posted_notice_recalls_an_application_from_the_institute(room, contest):
    application = put_in(room.filed(contest).application, State.FORWARDED)
    room.at("2026-04-03T10:00:00+05:00")

    version = services.amend_by_paper(
        application,
        delivery=room.by_post(dt.date(2026, 3, 20)),
        notice_text=NOTICE,
        fields={"signer_name": "Жаңа Басшы"},
        acting_as=room.registrar,
        now=room.now,
    )

    application.refresh_from_db()
    assert (application.state, version.number, version.act) == (State.REGISTERED, 2, VersionAct.AMENDED)
    assert version.occurred_at == dt.datetime.fromisoformat(LAST_INSTANT)
    assert (application.registered_on, application.signer_name) == (dt.date(2026, 4, 3), "Жаңа Басшы")
    assert version.manifest["annex1"]["signer_name"] == "Жаңа Басшы"
    assert version.manifest["notices"][0]["posted_on"] == "2026-03-20"
    check = terms_of(application)[-1]
    assert (check.status, check.basis_on) == (TermStatus.RUNNING, dt.date(2026, 4, 3))


def test_a_notice_handed_in_does_not_recall_an_application_from_the_institute(room, contest):
    application = put_in(room.filed(contest).application, State.FORWARDED)
    received = room.now
    room.at("2026-04-03T10:00:00+05:00")

    with pytest.raises(TransitionRefused) as refused:
        services.amend_by_paper(
            application,
            delivery=room.by_hand(received),
            notice_text=NOTICE,
            acting_as=room.registrar,
            now=room.now,
        )

    assert refused.value.refusal.code == "forwarded"


def test_a_notice_posted_after_the_closing_day_is_refused_and_recorded(room, contest):
    application = room.filed(contest).application
    room.at("2026-03-27T10:00:00+05:00")

    with pytest.raises(TransitionRefused) as refused:
        services.withdraw_by_paper(
            application,
            delivery=room.by_post(dt.date(2026, 3, 21)),
            text="Қайтарып аламыз.",
            acting_as=room.registrar,
            now=room.now,
        )

    assert refused.value.refusal.code == "late_paper"
    assert AuditEntry.objects.filter(
        action="application.withdraw.refused", subject_id=application.pk
    ).exists()


def test_a_paper_amendment_does_not_take_what_is_being_written_in_the_portal(room, contest):
    application = room.filed(contest).application
    services.save_answer(
        application, item_key="2", text="аяқталмаған", version=1, acting_as=room.editor, now=room.now
    )

    version = services.amend_by_paper(
        application, delivery=room.by_hand(), notice_text=NOTICE, acting_as=room.registrar, now=room.now
    )

    assert version.manifest["annex3"]["2"] == "2: тоғыз ұйым"


@pytest.mark.parametrize("state", [State.REGISTERED, State.ADMITTED])
def test_withdrawal_ends_the_terms_of_the_application(room, contest, state):
    application = put_in(room.filed(contest).application, state)
    room.at(LAST_INSTANT)

    notice = services.withdraw_application(
        application, text="Қайтарып аламыз.", acting_as=room.representative, now=room.now
    )

    application.refresh_from_db()
    assert application.state == State.WITHDRAWN
    assert (application.withdrawn_at, application.withdrawn_by) == (room.now, room.representative)
    assert (notice.kind, notice.document.kind) == (NoticeKind.WITHDRAWAL, "withdrawal_notice")
    assert [term.status for term in terms_of(application)] == [TermStatus.VOID]


def test_withdrawal_at_the_closing_instant_is_refused_and_a_statement_is_recorded(room, contest):
    application = room.filed(contest).application
    room.at(CLOSING)
    say = {"text": "Қайтарып аламыз.", "acting_as": room.representative, "now": room.now}

    with pytest.raises(TransitionRefused) as refused:
        services.withdraw_application(application, **say)
    notice = services.state_late_withdrawal(application, **say)

    application.refresh_from_db()
    assert refused.value.refusal.code == "closed"
    assert (application.state, application.withdrawn_at) == (State.REGISTERED, None)
    assert (notice.kind, notice.document.payload["is_statement"]) == (NoticeKind.STATEMENT, True)
    assert [term.status for term in terms_of(application)] == [TermStatus.RUNNING]


def test_before_closing_a_statement_is_not_recorded(room, contest):
    application = room.filed(contest).application

    with pytest.raises(TransitionRefused) as refused:
        services.state_late_withdrawal(application, text="т", acting_as=room.representative, now=room.now)

    assert refused.value.refusal.code == "open"


def test_a_posted_withdrawal_of_the_last_one_awaited_settles_forwarding(room, contest):
    application = room.filed(contest).application
    put_in(room.filed(contest, acting_as=room.participant()).application, State.FORWARDED)
    room.at("2026-03-27T10:00:00+05:00")

    services.withdraw_by_paper(
        application,
        delivery=room.by_post(dt.date(2026, 3, 19)),
        text="Қайтарып аламыз.",
        acting_as=room.registrar,
        now=room.now,
    )

    application.refresh_from_db()
    assert application.state == State.WITHDRAWN
    assert application.withdrawn_at == dt.datetime.fromisoformat("2026-03-19T23:59:59.999999+05:00")
    forward = RunningTerm.objects.filter(competition=contest, key="forward").latest("started_at")
    assert forward.status == TermStatus.DONE


def test_only_a_representative_of_the_participant_withdraws(room, contest):
    application = room.filed(contest).application

    for acting_as in (room.editor, room.participant(), room.registrar):
        with pytest.raises(TransitionRefused) as refused:
            services.withdraw_application(application, text="т", acting_as=acting_as, now=room.now)
        assert refused.value.refusal.status == 403

    assert ApplicationVersion.objects.count() == 1
