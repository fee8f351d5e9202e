"""Filing at both edges of the closing instant; number, registration, receipt, check."""

import datetime as dt

import pytest

from applications import services
from applications.enums import State, VersionAct
from applications.models import ApplicationVersion
from cluster_selection.delivery.models import InboxMessage
from cluster_selection.documents.models import IssuedDocument
from cluster_selection.journal.canonical import digest
from cluster_selection.journal.models import AuditEntry, Sequence
from cluster_selection.signatures.models import Signature
from cluster_selection.workflow.models import RunningTerm
from cluster_selection.workflow.refusals import TransitionRefused
from tests.applications.factories import CLOSING, LAST_INSTANT

pytestmark = pytest.mark.django_db


def actions(contest) -> list[str]:
    return list(
        AuditEntry.objects.filter(stream=contest.stream).order_by("seq").values_list("action", flat=True)
    )


@pytest.mark.clause("6")
def test_filing_takes_number_registration_receipt_and_starts_the_check(room, contest):
    package = room.package(room.draft(contest))

    version = services.file_application(package, acting_as=room.representative, now=room.now)

    application = version.application
    assert application.state == State.REGISTERED
    assert application.number == f"{contest.number}/001"
    assert (application.submitted_at, application.registered_at) == (room.now, room.now)
    assert application.registered_on == dt.date(2026, 3, 16)
    assert application.accepted_by == contest.accepting_officer
    assert application.filed_by == room.representative
    assert (version.number, version.act, version.gaps) == (1, VersionAct.FILED, [])
    assert version.manifest == package.manifest
    assert version.sha256 == digest(version.manifest)
    assert version.receipt.kind == "receipt"
    assert version.receipt.number == application.number
    assert version.receipt.payload["sha256"] == version.sha256
    check = RunningTerm.objects.get(subject_id=application.pk, key="check")
    assert (check.basis_on, check.due_on) == (dt.date(2026, 3, 16), dt.date(2026, 3, 26))
    assert Signature.objects.get(subject_id=version.pk).signed_sha256 == version.sha256
    told = set(InboxMessage.objects.values_list("message", "user"))
    assert told == {
        ("application.filed", room.representative.user_id),
        ("application.filed_office", room.registrar.user_id),
    }


@pytest.mark.clause("11")
def test_application_in_the_last_microsecond_is_in_time(room, contest):
    package = room.package(room.draft(contest))
    room.at(LAST_INSTANT)

    version = services.file_application(package, acting_as=room.representative, now=room.now)

    assert version.occurred_at == room.now
    assert version.registered_on == dt.date(2026, 3, 26)


@pytest.mark.clause("11")
def test_application_at_the_closing_instant_is_refused_and_nothing_changes(room, contest):
    application = room.draft(contest)
    package = room.package(application)
    before = actions(contest)
    room.at(CLOSING)

    with pytest.raises(TransitionRefused) as refused:
        services.file_application(package, acting_as=room.representative, now=room.now)

    assert (refused.value.refusal.code, refused.value.refusal.clause) == ("closed", "11")
    application.refresh_from_db()
    assert (application.state, application.number, application.submitted_at) == (State.DRAFT, "", None)
    assert application.answers.count() == len(contest.law.main_items)
    assert not ApplicationVersion.objects.exists()
    assert not IssuedDocument.objects.filter(kind="receipt").exists()
    assert not InboxMessage.objects.exists()
    assert not RunningTerm.objects.filter(key="check").exists()
    assert not Sequence.objects.filter(scope=f"application:{contest.pk}").exists()
    assert actions(contest) == [*before, "application.file.refused"]
    last = AuditEntry.objects.filter(stream=contest.stream).latest("seq")
    assert (last.facts, last.subject_id, last.clause) == ({"code": "closed"}, application.pk, "11")


def test_filing_before_the_announcement_is_refused(room):
    contest = room.contest()

    with pytest.raises(TransitionRefused) as refused:
        services.start_application(contest, cluster_name="К", acting_as=room.representative, now=room.now)

    assert refused.value.refusal.code == "not_announced"


@pytest.mark.clause("6")
def test_the_same_package_posted_twice_gives_one_version(room, contest):
    package = room.package(room.draft(contest))

    first = services.file_application(package, acting_as=room.representative, now=room.now)
    room.at("2026-03-16T14:05:13+05:00")
    second = services.file_application(package, acting_as=room.representative, now=room.now)

    assert second == first
    assert ApplicationVersion.objects.count() == 1
    assert Sequence.objects.get(scope=f"application:{contest.pk}").last == 1
    assert actions(contest).count("application.filed") == 1


def test_a_second_press_by_somebody_else_gives_no_version(room, contest):
    package = room.package(room.draft(contest))
    services.file_application(package, acting_as=room.representative, now=room.now)

    with pytest.raises(TransitionRefused) as refused:
        services.file_application(package, acting_as=room.participant(), now=room.now)

    assert refused.value.refusal.code == "role"


def test_a_package_changed_after_the_check_is_refused(room, contest):
    application = room.draft(contest)
    package = room.package(application)
    services.save_answer(
        application, item_key="2", text="басқа", version=1, acting_as=room.editor, now=room.now
    )

    with pytest.raises(TransitionRefused) as refused:
        services.file_application(package, acting_as=room.representative, now=room.now)

    assert refused.value.refusal.code == "package"
    application.refresh_from_db()
    assert application.state == State.DRAFT


def test_an_editor_prepares_and_does_not_file(room, contest):
    package = room.package(room.draft(contest, room.editor), room.editor)

    with pytest.raises(TransitionRefused) as refused:
        services.file_application(package, acting_as=room.editor, now=room.now)

    assert (refused.value.refusal.code, refused.value.refusal.status) == ("role", 403)


@pytest.mark.clause("12")
def test_legal_gaps_need_file_nevertheless_and_stand_on_the_receipt(room, contest):
    application = room.draft(contest)
    room.member(application, name="«Целина логистик» ЖШС")
    package = room.package(application)

    with pytest.raises(TransitionRefused) as refused:
        services.file_application(package, acting_as=room.representative, now=room.now)
    version = services.file_application(
        package, acting_as=room.representative, now=room.now, nevertheless=True
    )

    assert refused.value.refusal.code == "gaps"
    assert [gap["code"] for gap in version.gaps] == ["consent_not_asked"]
    gap = version.receipt.payload["gaps"][0]
    assert gap["clause"] == "7(1)"
    assert "«Целина логистик» ЖШС" in gap["words"]["ru"]


@pytest.mark.parametrize("field", ["cluster_name", "applicant_name"])
def test_a_technical_blocker_is_not_filed_even_nevertheless(room, contest, field):
    package = room.package(room.draft(contest, **{field: " "}))

    with pytest.raises(TransitionRefused) as refused:
        services.file_application(package, acting_as=room.representative, now=room.now, nevertheless=True)

    assert refused.value.refusal.code == "technical"


@pytest.mark.clause("12")
@pytest.mark.parametrize(
    ("received", "registered"),
    [
        ("2026-03-16T18:29:59.999999+05:00", dt.date(2026, 3, 16)),
        ("2026-03-16T18:30:00+05:00", dt.date(2026, 3, 17)),
        ("2026-03-16T22:00:00+05:00", dt.date(2026, 3, 17)),
        ("2026-03-14T12:00:00+05:00", dt.date(2026, 3, 16)),  # a Saturday
        ("2026-03-08T12:00:00+05:00", dt.date(2026, 3, 10)),  # a holiday on a Sunday, 9 March in lieu
        ("2026-03-20T21:14:00+05:00", dt.date(2026, 3, 26)),  # the eve of Nauryz
    ],
)
def test_day_of_registration(room, received, registered):
    contest = room.announced()

    version = room.filed(contest, received)

    assert version.registered_on == registered
    assert version.receipt.payload["registered_on"] == registered.isoformat()
    assert RunningTerm.objects.get(subject_id=version.application_id, key="check").basis_on == registered


@pytest.mark.clause("13")
def test_a_late_registration_moves_the_forward_term(room, contest):
    before = RunningTerm.objects.get(competition=contest, key="forward")

    room.filed(contest, "2026-03-20T22:00:00+05:00")

    before.refresh_from_db()
    after = RunningTerm.objects.get(competition=contest, key="forward", status="RUNNING")
    assert before.status == "SUPERSEDED"
    assert before.due_on == dt.date(2026, 3, 30)
    assert (after.basis_on, after.due_on) == (dt.date(2026, 4, 2), dt.date(2026, 4, 7))


def test_numbers_follow_each_other_and_a_refusal_takes_none(room, contest):
    first = room.filed(contest)
    other = room.participant()
    unfinished = room.package(room.draft(contest, other, complete=False), other)
    with pytest.raises(TransitionRefused):
        services.file_application(unfinished, acting_as=other, now=room.now)
    second = room.filed(contest, acting_as=other)

    assert [first.application.number, second.application.number] == [
        f"{contest.number}/001",
        f"{contest.number}/002",
    ]


@pytest.mark.clause("12")
def test_beyond_the_calendar_the_day_is_empty_until_the_year_is_signed(db):
    from cluster_selection.workdays.reading import SHIPPED
    from cluster_selection.workdays.services import load_calendar
    from tests.applications.factories import Room

    room = Room("2025-10-06T10:00:00+05:00", years=(2025,))
    contest = room.announced("2025-10-13T10:00:00+05:00", closing_on=dt.date(2025, 12, 31))
    version = room.filed(contest, "2025-12-31T20:00:00+05:00")
    check = RunningTerm.objects.get(subject_id=version.application_id, key="check")
    assert (version.registered_on, check.due_on) == (None, None)

    load_calendar(SHIPPED, now=room.now, signed_by="test", years=(2026,))

    version.application.refresh_from_db()
    assert version.application.registered_on == dt.date(2026, 1, 5)
    assert services.record_registration_days(acting_as=room.head, now=room.now) == []
    check = RunningTerm.objects.get(subject_id=version.application_id, key="check", status="RUNNING")
    assert check.due_on == dt.date(2026, 1, 13)
