"""Who sees which page of an application, in which language, and at what cost."""

import pytest
from django.urls import get_resolver, reverse
from django.utils.translation import override

from applications import services
from applications.enums import State
from cluster_selection.accounts.enums import Role
from cluster_selection.journal.models import AccessEntry
from tests.applications.factories import PDF

pytestmark = pytest.mark.django_db

LANGUAGES = ("kk", "ru", "en")
EVERY_PAGE = (
    "application",
    "annex1",
    "signed_form",
    "members",
    "add_member",
    "consents",
    "documents",
    "check",
    "versions",
    "withdraw",
    "statement",
    "delete",
    "download_json",
    "download_html",
)


@pytest.fixture
def filed(room, contest):
    """Return a filed application with a document."""
    application = room.draft(contest)
    services.add_attachment(
        application, upload=PDF, name="a.pdf", title="Сенімхат", acting_as=room.representative, now=room.now
    )
    package = room.package(application)
    services.file_application(package, acting_as=room.representative, now=room.now)
    application.refresh_from_db()
    return application


def addresses(application) -> dict[str, str]:
    """Return the address of every page under an application, by name."""
    member = application.members.first()
    keys = {
        "pk": application.pk,
        "member_id": member.pk,
        "key": "2",
        "attachment_id": application.attachments.first().pk,
        "file_id": application.attachments.first().file_id,
        "package_id": application.packages.first().pk,
        "document_id": application.latest_version.receipt_id,
        "language": "kk",
        "number": 1,
    }
    found = {}
    for name, variants in get_resolver("applications.urls").reverse_dict.lists():
        wanted = variants[0][0][0][1] if isinstance(name, str) else None
        if wanted is not None and "pk" in wanted:
            found[name] = reverse(f"applications:{name}", kwargs={arg: keys[arg] for arg in wanted})
    return found


def test_every_address_under_an_application_is_known_to_this_test(filed):
    assert len(addresses(filed)) == 35


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("is_filed", [False, True])
def test_every_page_opens_for_the_representative(room, contest, sign_in, language, is_filed):
    application = room.draft(contest)
    if is_filed:
        services.file_application(room.package(application), acting_as=room.representative, now=room.now)
    client = sign_in(room.representative)
    member = application.members.first()

    with override(language):
        pages = [reverse(f"applications:{name}", args=[application.pk]) for name in EVERY_PAGE]
        pages += [
            reverse("applications:list"),
            reverse("applications:start", args=[contest.pk]),
            *(reverse("applications:item", args=[application.pk, item.key]) for item in contest.law.annex3),
            *(
                reverse(f"applications:{name}", args=[application.pk, member.pk])
                for name in ("member", "remove_member", "ask", "give")
            ),
        ]
        if is_filed:
            pages += [
                reverse("applications:receipt", args=[application.pk]),
                reverse("applications:version", args=[application.pk, 1]),
                reverse("applications:version_receipt", args=[application.pk, 1]),
            ]

    assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)


def test_another_participant_finds_none_of_the_pages(room, filed, sign_in):
    stranger = sign_in(room.participant())
    pages = addresses(filed)

    answers = {
        name: (stranger.get(page).status_code, stranger.post(page).status_code)
        for name, page in pages.items()
    }

    assert {name: set(codes) - {405} for name, codes in answers.items()} == {name: {404} for name in pages}


@pytest.mark.parametrize("role", [Role.EDITOR, Role.REPRESENTATIVE])
def test_the_package_of_another_participant_is_not_filed_through_the_own_application(
    room, contest, filed, sign_in, role
):
    stranger = room.participant()
    own = room.draft(contest, stranger)
    client = sign_in(stranger)

    answer = client.post(reverse("applications:file", args=[own.pk]), {"package": filed.packages.first().pk})

    assert answer.status_code == 404
    own.refresh_from_db()
    assert own.state == State.DRAFT


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.REPRESENTATIVE, Role.EDITOR)])
def test_an_office_finds_no_page_of_the_applicant(room, filed, sign_in, role):
    client = sign_in(room.people[role])

    answers = {client.get(page).status_code for page in addresses(filed).values()}

    assert answers <= {404, 405}
    assert client.get(reverse("applications:list")).status_code == 403


def test_an_anonymous_reader_is_led_to_sign_in(filed, client):
    answers = {client.get(page).status_code for page in addresses(filed).values()}

    assert answers == {302}


def test_the_editor_writes_but_does_not_file(room, contest, sign_in):
    application = room.draft(contest)
    package = room.package(application)
    client = sign_in(room.editor)

    saved = client.post(
        reverse("applications:item", args=[application.pk, "2"]),
        {"text": "редактордың мәтіні", "version": "1"},
    )
    refused = client.post(reverse("applications:file", args=[application.pk]), {"package": package.pk})

    assert saved.status_code == 302
    assert application.answers.get(item_key="2").text == "редактордың мәтіні"
    assert refused.status_code == 403
    application.refresh_from_db()
    assert (application.state, application.number) == (State.DRAFT, "")


def test_a_download_leaves_a_line_in_the_access_log(room, filed, sign_in):
    client = sign_in(room.representative)

    client.get(reverse("applications:own_file", args=[filed.pk, filed.attachments.first().file_id]))
    client.get(reverse("applications:download_json", args=[filed.pk]))

    assert list(AccessEntry.objects.order_by("at", "pk").values_list("what", flat=True)) == [
        "download",
        "download",
    ]


def test_my_applications_cost_the_same_for_one_and_thirty(room, contest, sign_in, django_assert_num_queries):
    room.draft(contest, complete=False)
    client = sign_in(room.representative)
    page = reverse("applications:list")
    client.get(page)

    one = _queries(client, page)
    for _number in range(29):
        room.draft(contest, complete=False)

    assert _queries(client, page) == one


def test_the_task_list_costs_the_same_for_one_member_and_thirty(room, contest, sign_in):
    application = room.draft(contest, complete=False)
    room.member(application, number=1)
    client = sign_in(room.representative)
    pages = [
        reverse(f"applications:{name}", args=[application.pk])
        for name in ("application", "members", "consents", "check")
    ]
    for page in pages:
        client.get(page)

    one = [_queries(client, page) for page in pages]
    for number in range(2, 31):
        room.member(application, number=number)

    assert [_queries(client, page) for page in pages] == one


def _queries(client, page: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return len(queries)
