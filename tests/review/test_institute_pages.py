"""The institute's pages: forwarded applications alone, one conclusion each, nothing lost (clauses 14–17)."""

import pytest
from django.urls import reverse

from cluster_selection.accounts.enums import Role
from review.enums import ConclusionState
from review.models import Conclusion
from tests.review.factories import ReviewRoom

pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    return ReviewRoom()


@pytest.fixture
def forwarded(room):
    contest = room.announced()
    application = room.admitted(contest)
    room.forwarded(contest, application)
    application.refresh_from_db()
    return application


def begin(room, sign_in, application):
    client = sign_in(room.expert)
    client.post(reverse("review:begin_conclusion", args=[application.pk]))
    return client, Conclusion.objects.get(application=application)


@pytest.mark.clause("13")
def test_institute_sees_nothing_that_was_not_forwarded(room, sign_in):
    contest = room.announced()
    application = room.admitted(contest)
    client = sign_in(room.coordinator)

    assert application.number not in client.get(reverse("review:institute")).content.decode()
    assert client.get(reverse("review:material", args=[application.pk])).status_code == 404
    assert client.post(reverse("review:begin_conclusion", args=[application.pk])).status_code == 404


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_pages_of_the_institute_answer_in_every_language(room, sign_in, forwarded, language):
    _client, conclusion = begin(room, sign_in, forwarded)
    client = sign_in(room.institute_head)
    paths = [
        "institute/",
        f"institute/applications/{forwarded.pk}/",
        f"conclusions/{conclusion.pk}/",
        f"conclusions/{conclusion.pk}/findings/1.1/",
        f"conclusions/{conclusion.pk}/sign/",
        f"conclusions/{conclusion.pk}/hand-over/",
    ]

    assert {path: client.get(f"/{language}/{path}").status_code for path in paths} == dict.fromkeys(
        paths, 200
    )


@pytest.mark.clause("14")
def test_conclusion_has_a_finding_for_each_part_of_the_criteria(room, sign_in, forwarded):
    _client, conclusion = begin(room, sign_in, forwarded)

    assert [line.key for line in conclusion.findings.all()] == [part.key for part in room.edition.law.judged]


def test_pressing_begin_twice_opens_the_same_conclusion(room, sign_in, forwarded):
    client, _conclusion = begin(room, sign_in, forwarded)

    client.post(reverse("review:begin_conclusion", args=[forwarded.pk]))

    assert Conclusion.objects.filter(application=forwarded).count() == 1


def test_stale_save_of_a_finding_shows_both_texts_and_keeps_what_was_typed(room, sign_in, forwarded):
    client, conclusion = begin(room, sign_in, forwarded)
    address = reverse("review:finding", args=[conclusion.pk, "1.1"])
    client.post(address, {"finding": "Бірінші мәтін", "read_version": 1})

    answer = client.post(address, {"finding": "Екінші мәтін", "read_version": 1})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Бірінші мәтін" in page
    assert "Екінші мәтін" in page
    assert conclusion.findings.get(key="1.1").finding == "Бірінші мәтін"


@pytest.mark.clause("15")
def test_conclusion_without_a_finding_is_not_signed(room, sign_in, forwarded):
    _client, conclusion = begin(room, sign_in, forwarded)

    answer = sign_in(room.institute_head).post(reverse("review:sign_conclusion", args=[conclusion.pk]))

    conclusion.refresh_from_db()
    assert (answer.status_code, conclusion.state) == (409, ConclusionState.DRAFT)


@pytest.mark.clause("17")
def test_signed_conclusion_is_handed_over_through_the_pages(room, sign_in, forwarded):
    conclusion = room.written(forwarded)
    head = sign_in(room.institute_head)

    head.post(reverse("review:sign_conclusion", args=[conclusion.pk]))
    head.post(reverse("review:hand_over_conclusion", args=[conclusion.pk]))

    conclusion.refresh_from_db()
    forwarded.refresh_from_db()
    assert (conclusion.state, forwarded.state) == (ConclusionState.HANDED_OVER, "CONCLUSION_RECEIVED")


def test_expert_may_not_sign(room, sign_in, forwarded):
    client, conclusion = begin(room, sign_in, forwarded)

    assert client.post(reverse("review:sign_conclusion", args=[conclusion.pk])).status_code == 403


def test_expert_does_not_open_the_conclusion_of_another(room, sign_in, forwarded):
    _client, conclusion = begin(room, sign_in, forwarded)
    other = sign_in(room.second(Role.EXPERT))

    assert other.get(reverse("review:conclusion", args=[conclusion.pk])).status_code == 404


@pytest.mark.parametrize("number", [1, 5])
def test_list_of_the_institute_costs_the_same_for_every_number(
    room, sign_in, number, django_assert_max_num_queries
):
    contest = room.announced()
    applications = [room.admitted(contest, acting_as=applicant) for applicant in room.applicants(number)]
    room.forwarded(contest, *applications)
    client = sign_in(room.coordinator)

    with django_assert_max_num_queries(14):
        page = client.get(reverse("review:institute")).content.decode()

    assert page.count('class="p-id"') == number
