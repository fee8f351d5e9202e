"""The check, the return, the reopened check (clause 12), with the paper set of clause 8."""

import datetime as dt

import pytest

from applications import services as applications
from applications.enums import State
from applications.models import Application
from cluster_selection.delivery.models import InboxMessage
from cluster_selection.journal.models import AuditEntry
from cluster_selection.workflow.enums import TermStatus
from cluster_selection.workflow.models import RunningTerm
from cluster_selection.workflow.refusals import TransitionRefused
from review import services
from review.checklist import words_of
from review.enums import CheckOutcome, ReopenGround, Verdict
from review.models import Check
from tests.review.factories import AFTER_CLOSING, CHECKED_AT, REMARK

# Filed on Monday 16 March 2026: 17, 18, 19, 20 March, Nauryz, 26 March is day 5.
DUE_ON = dt.date(2026, 3, 26)
LAST_INSTANT = "2026-03-26T23:59:59.999999+05:00"
ENDED = "2026-03-27T00:00:00+05:00"


def term_of(application, key="check") -> RunningTerm:
    return RunningTerm.objects.filter(subject_id=application.pk, key=key).order_by("started_at").last()


def refused(code: str):
    """Return a context that expects a refusal with this code."""
    return pytest.raises(TransitionRefused, check=lambda error: error.refusal.code == code)


def lines_of(check) -> dict:
    return {line.key: line for line in check.lines.all()}


# The checklist


@pytest.mark.clause("12")
def test_check_lines_are_those_of_the_edition_in_their_order(room, contest):
    application = room.filed(contest).application

    check = services.open_the_check(application, acting_as=room.screener, now=room.at(CHECKED_AT))

    assert [line.key for line in check.lines.all()] == [line.key for line in contest.law.checklist]
    assert [line.position for line in check.lines.all()] == list(range(1, len(contest.law.checklist) + 1))


@pytest.mark.clause("12")
def test_complete_application_is_computed_in_order_and_the_rest_is_left_open(room, contest):
    application = room.filed(contest).application

    check = services.open_the_check(application, acting_as=room.screener, now=room.at(CHECKED_AT))

    verdicts = {line.key: line.verdict for line in check.lines.all()}
    opened = {key for key, verdict in verdicts.items() if verdict == Verdict.OPEN}
    assert opened == {
        "application.signed",
        "consents.form",
        "consents.signed",
        "information.complete_and_reliable",
    }
    beside = {key for key, verdict in verdicts.items() if verdict == Verdict.NOT_APPLICABLE}
    assert beside == {
        "information.additional",
        "binding.original_and_copy",
        "binding.inventory",
        "binding.numbered",
        "binding.volumes",
    }
    assert {verdicts[key] for key in set(verdicts) - opened - beside} == {Verdict.IN_ORDER}


@pytest.mark.clause("7")
def test_gap_is_a_computed_defect_with_a_remark_in_the_language_of_the_application(room, contest):
    draft = room.draft(contest)
    answer = draft.answers.get(item_key="3.2")
    applications.save_answer(
        draft, item_key="3.2", text="", version=answer.version, acting_as=room.representative, now=room.now
    )
    version = applications.file_application(
        room.package(draft), acting_as=room.representative, now=room.now, nevertheless=True
    )

    check = services.open_the_check(version.application, acting_as=room.screener, now=room.at(CHECKED_AT))

    line = lines_of(check)["information.3.2"]
    assert (line.verdict, line.computed) == (Verdict.DEFECT, Verdict.DEFECT)
    assert contest.law.item("3.2").title["kk"] in line.remark
    assert len(words_of(line)) == 1


@pytest.mark.clause("7")
def test_consent_revoked_after_filing_is_marked_and_left_to_the_official(room, contest):
    version = room.filed(contest)
    consent = version.application.consents.first()
    room.at("2026-03-16T16:00:00+05:00")
    applications.revoke_consent(consent, reason="", acting_as=room.representative, now=room.now)

    check = services.open_the_check(version.application, acting_as=room.screener, now=room.at(CHECKED_AT))

    line = lines_of(check)["consents.each"]
    assert (line.verdict, line.computed, line.remark) == (Verdict.OPEN, "", "")
    assert [finding["code"] for finding in line.findings] == ["consent_revoked_after_filing"]


@pytest.mark.clause("8")
def test_paper_set_is_awaited_until_closing_then_a_defect(room, contest):
    before = room.filed(contest).application
    after = room.filed(contest, acting_as=room.participant()).application

    early = services.open_the_check(before, acting_as=room.screener, now=room.at("2026-03-20T23:59:59+05:00"))
    late = services.open_the_check(after, acting_as=room.screener, now=room.at("2026-03-21T00:00:00+05:00"))

    assert lines_of(early)["binding.original_and_copy"].verdict == Verdict.NOT_APPLICABLE
    assert lines_of(late)["binding.original_and_copy"].verdict == Verdict.DEFECT
    assert lines_of(late)["binding.original_and_copy"].remark != ""


@pytest.mark.clause("8")
@pytest.mark.clause("10")
def test_received_paper_set_is_for_the_official_to_look_at(room, contest):
    application = room.filed(contest).application
    applications.receive_paper_set(
        application, delivery=room.by_hand(), acting_as=room.registrar, now=room.now
    )

    check = services.open_the_check(application, acting_as=room.screener, now=room.at(CHECKED_AT))

    lines = lines_of(check)
    keys = ("binding.original_and_copy", "binding.inventory", "binding.numbered", "binding.volumes")
    assert {lines[key].verdict for key in keys} == {Verdict.OPEN}


# Holding and marking


@pytest.mark.clause("12")
def test_second_official_sees_the_check_and_neither_marks_nor_decides(room, contest):
    application = room.filed(contest).application
    check = room.checked(application)
    other = room.second("SCREENER")

    with refused("checker"):
        services.mark_lines(check, {"consents.form": (Verdict.DEFECT, "x")}, acting_as=other, now=room.now)
    with refused("checker"):
        services.admit(application, version=check.version, acting_as=other, now=room.now)

    assert services.open_the_check(application, acting_as=other, now=room.now) == check
    assert Check.objects.get().checker == room.screener
    assert lines_of(check)["consents.form"].verdict == Verdict.IN_ORDER


@pytest.mark.clause("12")
def test_check_taken_over_keeps_its_marks(room, contest):
    application = room.filed(contest).application
    check = room.checked(application, defects={"consents.form": REMARK})
    other = room.second("SCREENER")

    services.take_over_check(check, acting_as=other, now=room.now)

    assert Check.objects.get().checker == other
    assert lines_of(check)["consents.form"].remark == REMARK
    with refused("yours"):
        services.take_over_check(check, acting_as=other, now=room.now)


@pytest.mark.parametrize("role", ["REGISTRAR", "REPRESENTATIVE", "COORDINATOR", "AUDITOR", "SECRETARY"])
def test_only_screener_and_head_check(room, contest, role):
    application = room.filed(contest).application

    with refused("role"):
        services.open_the_check(application, acting_as=room.people[role], now=room.now)

    assert not Check.objects.exists()


def test_marks_on_a_replaced_version_are_refused(room, contest):
    application = room.filed(contest).application
    check = room.checked(application)
    applications.amend_application(
        room.amended_package(application), notice_text="Өзгерту", acting_as=room.representative, now=room.now
    )

    with refused("version"):
        services.mark_lines(
            check, {"consents.form": (Verdict.DEFECT, "x")}, acting_as=room.screener, now=room.now
        )


# Decisions


@pytest.mark.clause("12")
def test_admitted_application_settles_the_term_and_the_participant_is_told(room, contest):
    application = room.filed(contest).application
    room.at(CHECKED_AT)

    application = room.admit(application)

    term, check = term_of(application), Check.objects.get()
    assert application.state == State.ADMITTED
    assert (term.status, term.done_at, term.delay_working_days) == (TermStatus.DONE, room.now, None)
    assert (check.outcome, check.decided_at, check.decided_by) == (
        CheckOutcome.ADMITTED,
        room.now,
        room.screener,
    )
    assert (
        InboxMessage.objects.filter(message="application.admitted", user=room.representative.user).count()
        == 1
    )


@pytest.mark.clause("12")
def test_unmarked_line_or_defect_keeps_an_application_from_being_admitted(room, contest):
    application = room.filed(contest).application
    check = services.open_the_check(application, acting_as=room.screener, now=room.at(CHECKED_AT))

    with refused("lines"):
        services.admit(application, version=check.version, acting_as=room.screener, now=room.now)
    room.checked(application, defects={"consents.form": REMARK})
    with refused("defects"):
        services.admit(application, version=check.version, acting_as=room.screener, now=room.now)

    application.refresh_from_db()
    assert application.state == State.REGISTERED
    assert term_of(application).status == TermStatus.RUNNING
    assert not AuditEntry.objects.filter(action="application.admitted").exists()
    assert not InboxMessage.objects.filter(message="application.admitted").exists()


@pytest.mark.clause("12")
def test_returned_application_settles_the_term_with_a_numbered_notice(room, contest):
    application = room.filed(contest).application
    room.at(CHECKED_AT)

    application = room.returned(application)

    check = Check.objects.get()
    assert application.state == State.RETURNED
    assert term_of(application).status == TermStatus.DONE
    assert check.document.number == f"{contest.number}/N-001"
    assert [reason["remark"] for reason in check.document.payload["reasons"]] == [REMARK]
    message = InboxMessage.objects.get(message="application.returned", user=room.representative.user)
    assert REMARK in message.body


@pytest.mark.clause("12")
@pytest.mark.parametrize("remark", ["", "   "])
def test_defect_without_a_remark_is_not_returned(room, contest, remark):
    application = room.filed(contest).application
    check = room.checked(application, defects={"consents.signed": remark})

    with refused("remark"):
        services.return_application(application, version=check.version, acting_as=room.screener, now=room.now)

    application.refresh_from_db()
    assert application.state == State.REGISTERED
    assert not InboxMessage.objects.filter(message="application.returned").exists()


@pytest.mark.clause("12")
def test_return_without_a_defect_is_refused(room, contest):
    application = room.filed(contest).application
    check = room.checked(application)

    with refused("no_reason"):
        services.return_application(application, version=check.version, acting_as=room.screener, now=room.now)


@pytest.mark.clause("12")
def test_decision_on_an_older_version_is_refused(room, contest):
    application = room.filed(contest).application
    first = room.checked(application).version
    applications.amend_application(
        room.amended_package(application), notice_text="Өзгерту", acting_as=room.representative, now=room.now
    )

    with refused("version"):
        services.admit(application, version=first, acting_as=room.screener, now=room.now)
    second = services.open_the_check(application, acting_as=room.screener, now=room.now)
    with refused("version"):
        services.admit(application, version=first, acting_as=room.screener, now=room.now)

    assert second.version.number == 2
    assert [check.outcome for check in Check.objects.order_by("started_at", "outcome")].count(
        "SUPERSEDED"
    ) == 1


# After the term


def checked_with_paper(room, contest, at, **values):
    """Return an application of 16 March with its paper set, its checklist marked at an instant."""
    application = room.filed(contest).application
    applications.receive_paper_set(
        application, delivery=room.by_hand(), acting_as=room.registrar, now=room.now
    )
    room.at(at)
    return application, room.checked(application, **values)


@pytest.mark.clause("12")
def test_on_the_last_instant_of_the_term_no_reason_is_needed(room, contest):
    application, check = checked_with_paper(room, contest, LAST_INSTANT)

    services.admit(application, version=check.version, acting_as=room.screener, now=room.now)

    term = term_of(application)
    assert (term.due_on, term.status) == (DUE_ON, TermStatus.DONE)
    assert (term.delay_working_days, term.reason) == (None, "")


@pytest.mark.clause("12")
def test_late_admission_needs_a_reason_and_stores_the_delay_in_working_days(room, contest):
    application, check = checked_with_paper(room, contest, ENDED)

    with refused("reason"):
        services.admit(application, version=check.version, acting_as=room.screener, now=room.now)
    assert term_of(application).status == TermStatus.RUNNING
    room.at("2026-03-31T09:00:00+05:00")  # Friday 27, Monday 30, Tuesday 31 March
    services.admit(application, version=check.version, acting_as=room.screener, now=room.now, reason="сырқат")

    term = term_of(application)
    assert (term.status, term.delay_working_days, term.reason) == (TermStatus.DONE, 3, "сырқат")


@pytest.mark.clause("12")
def test_late_return_is_the_heads_with_a_reason(room, contest):
    application, check = checked_with_paper(room, contest, ENDED, defects={"consents.signed": REMARK})

    with refused("late_return"):
        services.return_application(
            application, version=check.version, acting_as=room.screener, now=room.now, reason="сырқат"
        )
    with refused("reason"):
        services.return_application(application, version=check.version, acting_as=room.head, now=room.now)
    services.return_application(
        application, version=check.version, acting_as=room.head, now=room.now, reason="сырқат"
    )

    term = term_of(application)
    assert (term.delay_working_days, term.reason) == (1, "сырқат")
    assert Check.objects.get().document.payload["late_reason"] == "сырқат"


@pytest.mark.clause("12")
def test_on_the_last_instant_the_screener_still_returns(room, contest):
    application, check = checked_with_paper(room, contest, LAST_INSTANT, defects={"consents.signed": REMARK})

    services.return_application(application, version=check.version, acting_as=room.screener, now=room.now)

    assert Check.objects.get().document.payload["late_reason"] == ""


# Reopening


@pytest.mark.clause("12")
def test_reopened_check_stands_beside_the_decision_and_its_term_begins_anew(room, contest):
    application = room.filed(contest).application
    room.at(CHECKED_AT)
    application = room.returned(application)
    first = term_of(application)
    room.at("2026-03-18T11:00:00+05:00")

    application = services.reopen_check(
        application,
        ground=ReopenGround.OWN_ERROR,
        document="қызметтік жазба № 5, 18.03.2026",
        reason="келісімге қол қойылған",
        acting_as=room.head,
        now=room.now,
    )

    decided, reopened = Check.objects.order_by("started_at")
    assert application.state == State.REGISTERED
    assert (decided.outcome, reopened.outcome, reopened.reopens) == (CheckOutcome.RETURNED, "", decided)
    assert lines_of(reopened)["consents.signed"].remark == REMARK
    assert (first.status, term_of(application).status) == (TermStatus.DONE, TermStatus.RUNNING)
    assert term_of(application).due_on == dt.date(2026, 3, 30)  # 19, 20, 26, 27, 30 March
    assert InboxMessage.objects.filter(message="application.check_reopened").count() == 2


@pytest.mark.clause("12")
@pytest.mark.parametrize(
    ("changed", "code"),
    [({"document": " "}, "document"), ({"ground": "WHIM"}, "document"), ({"reason": ""}, "reason")],
)
def test_check_is_reopened_on_a_ground_with_document_and_reason(room, contest, changed, code):
    application = room.returned(room.filed(contest).application)
    values = {"ground": ReopenGround.COURT, "document": "сот актісі № 1", "reason": "сот шешімі", **changed}

    with refused(code):
        services.reopen_check(application, acting_as=room.head, now=room.now, **values)

    application.refresh_from_db()
    assert application.state == State.RETURNED
    assert Check.objects.count() == 1


@pytest.mark.clause("12")
def test_only_the_head_reopens_a_check(room, contest):
    application = room.returned(room.filed(contest).application)

    with refused("role"):
        services.reopen_check(
            application,
            ground=ReopenGround.COURT,
            document="сот актісі",
            reason="сот",
            acting_as=room.screener,
            now=room.now,
        )


@pytest.mark.clause("8")
@pytest.mark.parametrize(
    ("at", "paper", "code"),
    [
        ("2026-03-20T23:59:59.999999+05:00", False, "paper_awaited"),
        ("2026-03-21T00:00:00+05:00", True, "paper_there"),
        ("2026-03-21T00:00:00+05:00", False, ""),
    ],
)
def test_check_is_reopened_for_a_missing_paper_set_only_after_closing(room, contest, at, paper, code):
    application = room.filed(contest).application
    if paper:
        applications.receive_paper_set(
            application, delivery=room.by_hand(), acting_as=room.registrar, now=room.now
        )
    application = room.admit(application)
    room.at(at)
    values = {"ground": ReopenGround.PAPER_MISSING, "document": "акт № 2", "reason": "қағаз жинағы жоқ"}

    if code:
        with refused(code):
            services.reopen_check(application, acting_as=room.head, now=room.now, **values)
    else:
        services.reopen_check(application, acting_as=room.head, now=room.now, **values)
        reopened = Check.objects.get(outcome="")
        assert lines_of(reopened)["binding.original_and_copy"].verdict == Verdict.DEFECT

    application.refresh_from_db()
    assert application.state == (State.ADMITTED if code else State.REGISTERED)


# When nothing waits any more


@pytest.mark.clause("13")
def test_returning_the_last_application_that_waited_settles_forwarding(room, contest):
    good = room.admitted(contest)
    bad = room.filed(contest, at="2026-03-20T22:00:00+05:00", acting_as=room.participant()).application
    room.forwarded(contest, good)
    assert term_of(contest, "forward").status == TermStatus.RUNNING

    room.returned(bad, defects={"binding.original_and_copy": "Қағаз жинағы берілмеген."})

    assert term_of(contest, "forward").status == TermStatus.DONE


@pytest.mark.clause("13")
def test_forwarding_without_an_object_is_never_done(room, contest):
    application = room.filed(contest, at="2026-03-20T22:00:00+05:00").application
    room.at(AFTER_CLOSING)

    room.returned(application, defects={"binding.original_and_copy": "Қағаз жинағы берілмеген."})

    assert {term_of(contest, key).status for key in ("forward", "analysis", "hand_over", "refer")} == {
        TermStatus.RUNNING
    }
    assert Application.objects.get().state == State.RETURNED
