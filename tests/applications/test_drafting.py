"""Writing: who may, in which state, the stale version, what the copy of a returned application holds."""

import pytest
from django.core.exceptions import ValidationError

from applications import queries, services
from applications.enums import ConsentState, State
from applications.models import Annex3Answer, Application, Attachment, Consent, Member
from applications.services import Stale
from cluster_selection.files.models import StoredFile
from cluster_selection.files.refusals import FileRefused
from cluster_selection.journal.models import AuditEntry
from cluster_selection.workflow.refusals import TransitionRefused
from tests.applications.factories import CLOSING, PDF
from tests.factories import synthetic_bin

pytestmark = pytest.mark.django_db


def last_audit(application) -> AuditEntry:
    return AuditEntry.objects.filter(subject_id=application.pk).latest("seq")


@pytest.mark.clause("6")
def test_a_draft_belongs_to_the_participant_and_takes_its_name(room, contest):
    application = services.start_application(
        contest, cluster_name="Ақмола сүт кластері", acting_as=room.editor, now=room.now, language="ru"
    )

    organisation = room.editor.organisation
    assert (application.state, application.number) == (State.DRAFT, "")
    assert (application.participant, application.applicant_name) == (organisation, organisation.name_ru)
    assert application.regions == [organisation.region]
    assert last_audit(application).action == "application.started"


@pytest.mark.clause("11")
def test_no_draft_is_started_after_closing(room, contest):
    room.at(CLOSING)

    with pytest.raises(TransitionRefused) as refused:
        services.start_application(contest, cluster_name="К", acting_as=room.representative, now=room.now)

    assert refused.value.refusal.code == "closed"
    assert not Application.objects.exists()


def test_a_draft_is_written_after_closing_too_so_that_nothing_is_lost(room, contest):
    application = room.draft(contest, complete=False)
    room.at(CLOSING)

    answer = services.save_answer(
        application, item_key="2", text="мәтін", version=0, acting_as=room.editor, now=room.now
    )

    assert answer.text == "мәтін"


def test_a_stale_answer_is_refused_with_the_text_that_stands(room, contest):
    application = room.draft(contest, complete=False)
    save = {"item_key": "2", "now": room.now}
    services.save_answer(application, text="бірінші", version=0, acting_as=room.representative, **save)

    with pytest.raises(Stale) as stale:
        services.save_answer(application, text="екінші", version=0, acting_as=room.editor, **save)

    assert stale.value.refusal.code == "stale"
    assert (stale.value.current.text, stale.value.current.version) == ("бірінші", 1)
    assert Annex3Answer.objects.get().text == "бірінші"


def test_the_same_save_repeated_is_no_conflict(room, contest):
    application = room.draft(contest, complete=False)
    save = {"item_key": "2", "text": "мәтін", "version": 0, "acting_as": room.representative, "now": room.now}
    first = services.save_answer(application, **save)
    entries = AuditEntry.objects.count()

    second = services.save_answer(application, **save)

    assert (second.pk, second.version) == (first.pk, 1)
    assert AuditEntry.objects.count() == entries


def test_a_stale_annex1_is_refused_with_the_row_that_stands(room, contest):
    application = room.draft(contest, complete=False)
    save = {"version": application.annex1_version, "now": room.now}
    services.save_annex1(application, fields={"signer_name": "А. Ахметов"}, acting_as=room.editor, **save)

    with pytest.raises(Stale) as stale:
        services.save_annex1(
            application, fields={"signer_name": "Б. Ахметов"}, acting_as=room.representative, **save
        )

    assert (stale.value.current.signer_name, stale.value.current.annex1_version) == ("А. Ахметов", 2)


def test_a_field_that_is_not_of_annex1_is_a_mistake_of_the_caller(room, contest):
    application = room.draft(contest, complete=False)

    with pytest.raises(TypeError):
        services.save_annex1(
            application, fields={"state": "WINNER"}, version=1, acting_as=room.editor, now=room.now
        )


def test_people_of_another_participant_write_nothing(room, contest):
    application = room.draft(contest, complete=False)
    stranger = room.participant()

    with pytest.raises(TransitionRefused) as refused:
        services.save_answer(application, item_key="2", text="т", version=0, acting_as=stranger, now=room.now)

    assert refused.value.refusal.code == "role"
    assert not Annex3Answer.objects.exists()


@pytest.mark.parametrize("role", ["registrar", "head", "secretary", "auditor", "coordinator"])
def test_offices_write_nothing_in_an_application(room, contest, role):
    application = room.draft(contest, complete=False)

    with pytest.raises(TransitionRefused) as refused:
        services.save_annex1(
            application, fields={"signer_name": "т"}, version=1, acting_as=getattr(room, role), now=room.now
        )

    assert refused.value.refusal.status == 403


WRITES = {
    "annex1": lambda room, application: services.save_annex1(
        application,
        fields={"signer_name": "т"},
        version=application.annex1_version,
        acting_as=room.editor,
        now=room.now,
    ),
    "answer": lambda room, application: services.save_answer(
        application, item_key="2", text="т", version=1, acting_as=room.editor, now=room.now
    ),
    "add_member": lambda room, application: room.member(application),
    "change_member": lambda room, application: services.change_member(
        application.members.first(), fields={"specialisation": "т"}, acting_as=room.editor, now=room.now
    ),
    "remove_member": lambda room, application: services.remove_member(
        application.members.first(), acting_as=room.editor, now=room.now
    ),
    "move_member": lambda room, application: services.move_member(
        application.members.first(), to=2, acting_as=room.editor, now=room.now
    ),
    "add_attachment": lambda room, application: services.add_attachment(
        application, upload=PDF, name="a.pdf", title="т", acting_as=room.editor, now=room.now
    ),
    "signed_form": lambda room, application: services.remove_signed_form(
        application, acting_as=room.editor, now=room.now
    ),
    "package": lambda room, application: room.package(application),
}


@pytest.mark.clause("9")
@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize(
    "state", [state for state in State if state not in (State.DRAFT, State.NOT_ACCEPTED)]
)
def test_a_filed_application_is_written_only_while_it_may_be_amended(room, contest, write, state):
    application = room.filed(contest).application
    ended = (
        {"withdrawn_at": room.now, "withdrawn_by": room.representative} if state == State.WITHDRAWN else {}
    )
    Application.objects.filter(pk=application.pk).update(state=state, **ended)
    application.refresh_from_db()

    if state in (State.REGISTERED, State.ADMITTED):
        WRITES[write](room, application)
        room.at(CLOSING)
    with pytest.raises(TransitionRefused) as refused:
        WRITES[write](room, application)

    assert refused.value.refusal.code == (
        "closed" if state in (State.REGISTERED, State.ADMITTED) else "state"
    )


def test_members_keep_their_order_and_move(room, contest):
    application = room.draft(contest, complete=False)
    members = [room.member(application, number=number) for number in range(3)]

    services.move_member(members[2], to=1, acting_as=room.editor, now=room.now)

    names = [member.name for member in queries.members_of(application)]
    assert names == [members[2].name, members[0].name, members[1].name]
    assert Consent.objects.filter(state=ConsentState.NOT_ASKED).count() == 3


def test_a_company_is_a_member_once(room, contest):
    application = room.draft(contest, complete=False)
    room.member(application, number=1)

    with pytest.raises(ValidationError):
        room.member(application, number=2, identity_number=synthetic_bin(40_001))

    assert Member.objects.count() == 1


def test_the_name_in_a_given_consent_stands(room, contest):
    application = room.draft(contest, complete=False)
    member = room.consented(room.member(application))

    with pytest.raises(TransitionRefused) as refused:
        services.change_member(member, fields={"name": "басқа"}, acting_as=room.editor, now=room.now)
    services.change_member(member, fields={"specialisation": "май"}, acting_as=room.editor, now=room.now)

    assert refused.value.refusal.code == "consented"
    member.refresh_from_db()
    assert (member.name, member.specialisation) == ("«Есіл сүт 50» ЖШС", "май")


def test_a_refused_file_leaves_nothing(room, contest):
    application = room.draft(contest, complete=False)

    with pytest.raises(FileRefused):
        services.add_attachment(
            application,
            upload=b"MZ not a document",
            name="a.pdf",
            title="т",
            acting_as=room.editor,
            now=room.now,
        )

    assert not Attachment.objects.exists()


def test_nothing_is_stored_for_an_attachment_that_is_refused(room, contest):
    application = room.draft(contest, complete=False)
    files = StoredFile.objects.count()

    with pytest.raises(TransitionRefused):
        services.add_attachment(
            application, upload=PDF, name="a.pdf", title="т", acting_as=room.participant(), now=room.now
        )

    assert StoredFile.objects.count() == files


def test_only_a_representative_deletes_a_draft(room, contest):
    application = room.draft(contest)

    with pytest.raises(TransitionRefused):
        services.delete_draft(application, acting_as=room.editor, now=room.now)
    services.delete_draft(application, acting_as=room.representative, now=room.now)

    assert not Application.objects.exists()
    assert last_audit(application).action == "application.draft_deleted"


def test_what_was_filed_is_not_deleted(room, contest):
    application = room.filed(contest).application

    with pytest.raises(TransitionRefused) as refused:
        services.delete_draft(application, acting_as=room.representative, now=room.now)

    assert refused.value.refusal.code == "state"


@pytest.mark.clause("12")
def test_a_returned_application_is_filed_anew_with_its_content_and_consents(room, contest):
    returned = room.filed(contest).application
    Application.objects.filter(pk=returned.pk).update(state=State.RETURNED)
    returned.refresh_from_db()

    anew = services.start_application(
        contest,
        cluster_name="Ақмола сүт кластері",
        acting_as=room.representative,
        now=room.now,
        follows=returned,
    )
    room.signed(anew)
    version = services.file_application(room.package(anew), acting_as=room.representative, now=room.now)

    assert version.application.follows == returned
    assert version.application.number == f"{contest.number}/002"
    assert version.manifest["follows"] == returned.number
    assert version.manifest["annex3"] == returned.versions.get().manifest["annex3"]
    assert [member["consent"]["state"] for member in version.manifest["members"]] == ["GIVEN", "GIVEN"]


def test_an_application_that_takes_part_is_not_copied(room, contest):
    registered = room.filed(contest).application

    with pytest.raises(TransitionRefused) as refused:
        services.start_application(
            contest, cluster_name="К", acting_as=room.representative, now=room.now, follows=registered
        )

    assert refused.value.refusal.code == "follows"


def test_the_same_content_gives_the_same_package(room, contest):
    application = room.draft(contest)

    first = room.package(application)
    room.at("2026-03-16T15:00:00+05:00")
    second = room.package(application)

    assert first == second
    assert "made_at" not in first.manifest


def test_audit_of_writing_holds_no_text_and_no_names(room, contest):
    application = room.draft(contest)

    facts = str(list(AuditEntry.objects.filter(stream=application.stream).values_list("facts", flat=True)))

    assert "тоғыз ұйым" not in facts
    assert "Ахметов" not in facts
    assert "Есіл" not in facts
