"""A form sent after the sign-in has expired is not lost: it is offered again to the same person."""

import logging

import pytest
from django.test import Client
from django.urls import reverse

from cluster_selection.accounts.models import User
from cluster_selection.logs import WithoutLinks
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

PAGE = "/kk/accounts/edit/"
FORM = {"full_name": "Жаңа Аты-жөні", "position": "директор", "phone": "", "language": "kk"}


@pytest.fixture
def person():
    return UserFactory(full_name="Ескі Аты-жөні")


@pytest.fixture
def browser(person):
    """Return a browser whose sign-in has expired: the cookie of the reader is all that is left."""
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(PAGE).status_code == 200
    client.session.flush()
    return client


def sign_in(client: Client, person: User, address: str):
    return client.post(address, {"login": person.email, "password": PASSWORD})


def test_the_text_is_kept_and_sent_again_after_sign_in(browser, person):
    sent = browser.post(PAGE, FORM)
    assert sent.status_code == 302
    assert User.objects.get(pk=person.pk).full_name == "Ескі Аты-жөні"

    back = sign_in(browser, person, sent.url)
    page = browser.get(back.url)
    assert page.status_code == 200
    assert "Жаңа Аты-жөні" in page.content.decode()
    fields = dict(page.context["text"]["fields"])
    key = page.context["key"]

    again = browser.post(page.context["text"]["path"], {**fields, "kept_text": str(key)})
    assert again.status_code == 302
    assert User.objects.get(pk=person.pk).full_name == "Жаңа Аты-жөні"
    assert browser.get(back.url).status_code == 404


def test_a_form_refused_after_sign_in_stays_kept(browser, person):
    sent = browser.post(PAGE, {**FORM, "full_name": ""})
    back = sign_in(browser, person, sent.url)
    page = browser.get(back.url)

    answer = browser.post(PAGE, {"full_name": "", "language": "kk", "kept_text": str(page.context["key"])})

    assert answer.status_code == 200
    assert browser.get(back.url).status_code == 200


def test_another_person_in_the_same_browser_does_not_see_the_text(browser):
    sent = browser.post(PAGE, FORM)

    back = sign_in(browser, UserFactory(), sent.url)

    assert browser.get(back.url).status_code == 404


def test_another_browser_of_the_same_person_does_not_see_the_text(browser, person):
    sent = browser.post(PAGE, FORM)
    other = Client()

    back = sign_in(other, person, sent.url)

    assert other.get(back.url).status_code == 404


def test_a_browser_that_was_never_signed_in_is_only_asked_to_sign_in():
    stranger = Client()

    sent = stranger.post(PAGE, FORM)

    assert sent.url == f"{reverse('account_login')}?next={PAGE}"
    assert "sessionid" not in stranger.cookies


def test_secrets_and_files_are_not_kept(browser, person):
    sent = browser.post(
        "/kk/accounts/password/change/", {"oldpassword": "a", "password1": "b", "password2": "b"}
    )

    assert "kept" not in sent.url
    assert browser.session.get("kept") is None


def test_the_kept_text_is_forgotten_on_request(browser, person):
    sent = browser.post(PAGE, FORM)
    back = sign_in(browser, person, sent.url)

    browser.post(f"{back.url}forget/")

    assert browser.get(back.url).status_code == 404


@pytest.mark.parametrize(
    ("said", "masked"),
    [
        ("GET /kk/consents/aB-c_1/ HTTP/1.1", "GET /kk/consents/…/ HTTP/1.1"),
        ("/ru/consents/aB-c_1/announce/", "/ru/consents/…/announce/"),
        ("http://host/en/accounts/invitation/x1/accept/", "http://host/en/accounts/invitation/…/accept/"),
        ("/kk/applications/1/", "/kk/applications/1/"),
    ],
)
def test_the_tokens_of_personal_links_never_stand_in_a_log(said, masked):
    record = logging.LogRecord("x", logging.INFO, "x", 1, "%s 200", (said,), None)

    WithoutLinks().filter(record)

    assert record.getMessage() == f"{masked} 200"
