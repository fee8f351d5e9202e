"""The frame of every page: languages, errors, readiness, start-up checks, the virtual clock."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError
from django.test import Client, RequestFactory
from django.utils import translation

from cluster_selection.clock import Clock
from cluster_selection.delivery.jobs import verify_trail
from cluster_selection.journal.models import Verification, VirtualClock
from cluster_selection.languages import LANGUAGES
from cluster_selection.site import checks, edition_notice, readiness
from cluster_selection.site.views import errors


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_home_page_opens_in_every_language(client, language):
    response = client.get(f"/{language}/")

    assert response.status_code == 200
    assert f'<html lang="{language}">' in response.content.decode()


@pytest.mark.django_db
def test_home_page_names_the_terms_and_clauses_of_the_edition(client, law_and_calendar):
    page = client.get("/ru/").content.decode()

    assert 'href="/ru/rules/order-1212-2020-10-22/#c12"' in page
    assert "со дня регистрации заявки или ее измененной версии" in page


@pytest.mark.django_db
def test_every_page_says_that_the_edition_is_not_in_force(client, law_and_calendar):
    page = client.get("/ru/").content.decode()

    assert "прекратил действие 12 июля 2022 года" in page
    assert "приказ № 1212, редакция от 22.10.2020" in page


@pytest.mark.django_db
def test_pages_ask_for_the_edition_once_a_minute(law_and_calendar, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(edition_notice, "KEEP_SECONDS", 60)
    monkeypatch.setattr(edition_notice, "_kept", (float("-inf"), None))
    first = edition_notice.current(dt.date(2026, 3, 16))

    with django_assert_num_queries(0):
        second = edition_notice.current(dt.date(2026, 3, 16))

    assert (second.key, second) == ("order-1212-2020-10-22", first)


@pytest.mark.django_db
def test_language_switch_keeps_the_page_and_the_query(client):
    page = client.get("/ru/terms/?amount=5&unit=working_days").content.decode()

    assert 'href="/kk/terms/?amount=5&amp;unit=working_days"' in page


@pytest.mark.django_db
def test_language_switch_of_a_page_without_language_remembers_the_choice(client):
    page = client.get("/verify/").content.decode()
    assert 'href="/ru/language/?next=%2Fverify%2F"' in page

    response = client.get("/ru/language/", {"next": "/verify/"}, follow=True)

    assert response.redirect_chain == [("/verify/", 302)]
    assert '<html lang="ru">' in response.content.decode()


@pytest.mark.django_db
def test_language_choice_does_not_lead_away_from_the_portal(client):
    response = client.get("/ru/language/", {"next": "https://example.org/"})

    assert response["Location"] == "/ru/"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("accepted", "cookie", "address"),
    [("", "", "/kk/"), ("ru-RU,ru;q=0.9", "", "/ru/"), ("de", "", "/kk/"), ("ru", "en", "/en/")],
)
def test_root_leads_to_the_readers_language(client, accepted, cookie, address):
    if cookie:
        client.cookies["django_language"] = cookie

    response = client.get("/", headers={"accept-language": accepted} if accepted else {})

    assert (response.status_code, response["Location"]) == (302, address)


@pytest.mark.django_db
def test_policy_of_content_allows_nothing_inline_and_nobody_else(client):
    response = client.get("/kk/")

    policy = dict(
        part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";") if part.strip()
    )
    assert policy["default-src"] == "'none'"
    assert {policy[name] for name in ("script-src", "style-src", "font-src", "form-action")} == {"'self'"}
    page = response.content.decode()
    assert ("style=" in page, "<style" in page, "onclick" in page) == (False, False, False)


# Health


def test_health_asks_nothing_of_the_database(client, settings):
    settings.VIRTUAL_CLOCK = False

    assert (client.get("/healthz").status_code, client.get("/healthz").content) == (200, b"ok")


@pytest.mark.django_db
def test_node_is_ready_with_its_alarms_in_the_body(client, at, law_and_calendar):
    at("2026-11-23T03:00:00+05:00")

    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json() == {
        "ready": True,
        "checks": {"database": "ok", "clock": "ok", "migrations": "ok"},
        "alarms": [
            {
                "code": "calendar_horizon",
                "message": "the signed calendar ends on 2026-12-31, 38 days from now",
            }
        ],
    }


@pytest.mark.django_db
@pytest.mark.parametrize(("seconds", "status"), [(1.9, 200), (2.0, 503), (-2.0, 503)])
def test_node_whose_clock_differs_from_the_database_is_not_ready(client, monkeypatch, seconds, status):
    monkeypatch.setattr(Clock, "difference", staticmethod(lambda: seconds))

    assert client.get("/readyz").status_code == status


@pytest.mark.django_db
def test_node_without_its_database_is_not_ready(client, monkeypatch, settings):
    settings.VIRTUAL_CLOCK = False

    def fail():
        raise OperationalError("gone")

    monkeypatch.setattr(readiness, "_database", fail)
    response = client.get("/readyz")

    assert (response.status_code, response.json()["checks"]) == (
        503,
        {"database": "the database does not answer"},
    )


@pytest.mark.django_db
def test_node_with_migrations_to_apply_is_not_ready(client, monkeypatch):
    monkeypatch.setattr(readiness.MigrationExecutor, "migration_plan", lambda self, targets: [("a", False)])

    assert client.get("/readyz").json()["checks"]["migrations"] == "1 migrations are not applied"


@pytest.mark.django_db
def test_alarm_that_fails_is_an_alarm_and_the_node_stays_ready(client, monkeypatch):
    def broken(now):
        raise ZeroDivisionError

    monkeypatch.setattr(readiness, "_alarms", {"broken": broken})
    response = client.get("/readyz")

    assert (response.status_code, [alarm["code"] for alarm in response.json()["alarms"]]) == (200, ["broken"])


@pytest.mark.django_db
def test_robots_read_nothing_of_a_training_copy(client):
    assert client.get("/robots.txt").content.decode() == "User-agent: *\nDisallow: /\n"


# Start-up checks

SAFE = {
    "MODE": "production",
    "PRODUCTION": True,
    "DEMO": False,
    "DEMO_SECRET_KEY": "demo",
    "SECRET_KEY": "k" * 50,
    "DEBUG": False,
    "VIRTUAL_CLOCK": False,
    "ALLOWED_HOSTS": ["portal.example.kz"],
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "SECOND_FACTOR_REQUIRED": True,
    "SITE_URL": "https://portal.example.kz",
    "AXES_ENABLED": True,
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "DATABASES": {"default": {"ENGINE": "django.db.backends.postgresql"}},
}


def found(**changes):
    return [message.id for message in checks.unsafe_settings(settings=SimpleNamespace(**{**SAFE, **changes}))]


def test_safe_production_settings_pass():
    assert found() == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"MODE": "prod", "PRODUCTION": False}, "portal.E001"),
        ({"SECRET_KEY": "demo"}, "portal.E002"),
        ({"SECRET_KEY": "short"}, "portal.E002"),
        ({"SECRET_KEY": "django-insecure-" + "k" * 50}, "portal.E002"),
        ({"DEBUG": True}, "portal.E003"),
        ({"VIRTUAL_CLOCK": True}, "portal.E004"),
        ({"ALLOWED_HOSTS": []}, "portal.E005"),
        ({"ALLOWED_HOSTS": ["*"]}, "portal.E005"),
        ({"ALLOWED_HOSTS": ["portal.example.kz", "*.kz"]}, "portal.E005"),
        ({"ALLOWED_HOSTS": ["localhost", "127.0.0.1"]}, "portal.E005"),
        ({"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}, "portal.E006"),
        ({"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}, "portal.E006"),
        ({"SECOND_FACTOR_REQUIRED": False}, "portal.E007"),
        ({"SITE_URL": "http://portal.example.kz"}, "portal.E008"),
        ({"DEMO": True}, "portal.E009"),
        ({"AXES_ENABLED": False}, "portal.E010"),
        ({"SESSION_COOKIE_SECURE": False}, "portal.E011"),
        ({"DATABASES": {"default": {"ENGINE": "django.db.backends.sqlite3"}}}, "portal.W001"),
    ],
)
def test_production_refuses_unsafe_settings(changes, expected):
    assert found(**changes) == [expected]


def test_demo_starts_with_its_own_defaults():
    assert found(MODE="demo", PRODUCTION=False, DEMO=True, SECRET_KEY="demo", VIRTUAL_CLOCK=True) == []


def test_web_process_does_not_start_with_unsafe_settings(settings):
    settings.MODE, settings.PRODUCTION = "production", True

    with pytest.raises(ImproperlyConfigured, match=r"portal\.E004"):
        checks.refuse_unsafe_settings()


# Errors


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_missing_page_is_told_in_the_readers_language(client, language):
    response = client.get(f"/{language}/no-such-page/")

    page = response.content.decode()
    with translation.override(language):
        title = translation.gettext("There is no such page")
    assert (response.status_code, f'<html lang="{language}">' in page, f"<h1>{title}</h1>" in page) == (
        404,
        True,
        True,
    )


@pytest.mark.django_db
def test_language_switch_of_a_missing_page_keeps_the_address(client):
    page = client.get("/ru/no-such-page/").content.decode()

    assert 'href="/kk/no-such-page/"' in page


@pytest.mark.django_db
def test_form_refused_for_its_token_gives_the_typed_text_back():
    client = Client(enforce_csrf_checks=True)

    response = client.post(
        "/ru/clock/",
        {"move": "hour", "words": "Кластер туралы <b>ұзақ</b> мәтін", "password": "hidden-one", "empty": " "},
    )

    page = response.content.decode()
    assert response.status_code == 403
    assert "Кластер туралы &lt;b&gt;ұзақ&lt;/b&gt; мәтін" in page
    assert ("hidden-one" in page, page.count("<textarea")) == (False, 2)
    assert VirtualClock.objects.count() == 0


def test_failure_is_told_in_three_languages_without_the_database():
    response = errors.server_error(RequestFactory().get("/kk/"))

    page = response.content.decode()
    assert response.status_code == 500
    assert [f'<section lang="{language}"' in page for language in LANGUAGES] == [True, True, True]


def test_lost_database_is_a_pause_not_a_failure():
    try:
        raise OperationalError("gone")
    except OperationalError:
        response = errors.server_error(RequestFactory().get("/kk/"))

    assert (response.status_code, response["Retry-After"]) == (503, "60")


@pytest.mark.django_db
def test_refused_reader_is_told_why(rf):
    request = rf.get("/ru/")
    request.received_at = dt.datetime(2026, 3, 16, tzinfo=dt.UTC)

    response = errors.permission_denied(request, errors.PermissionDenied("Only the head may do this."))

    assert (response.status_code, "Only the head may do this." in response.content.decode()) == (403, True)


# The virtual clock


def move(client, **data):
    return client.post("/ru/clock/", {"next": "/ru/terms/?amount=5", **data})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"move": "hour"}, "2026-03-16T15:05:12+05:00"),
        ({"move": "day"}, "2026-03-17T14:05:12+05:00"),
        ({"move": "evening"}, "2026-03-16T23:59:00+05:00"),
        ({"move": "set", "instant": "26.03.2026 23:59:59"}, "2026-03-26T23:59:59+05:00"),
    ],
)
def test_clock_bar_moves_the_time(client, at, data, expected):
    at("2026-03-16T14:05:12+05:00")

    response = move(client, **data)

    assert (response.status_code, response["Location"]) == (302, "/ru/terms/?amount=5")
    assert Clock.now() == dt.datetime.fromisoformat(expected)


@pytest.mark.django_db
def test_clock_at_2359_goes_on_to_the_next_evening(client, at):
    at("2026-03-16T23:59:00+05:00")

    move(client, move="evening")

    assert Clock.now() == dt.datetime.fromisoformat("2026-03-17T23:59:00+05:00")


@pytest.mark.django_db
def test_clock_set_to_an_instant_runs_on_from_there(client):
    move(client, move="set", instant="26.03.2026 23:58")

    passed = Clock.now() - dt.datetime.fromisoformat("2026-03-26T23:58:00+05:00")
    assert dt.timedelta(0) <= passed < dt.timedelta(seconds=10)


@pytest.mark.django_db
def test_clock_goes_back_to_real_time(client, at):
    at("2026-03-16T14:05:12+05:00")

    move(client, move="real")

    assert abs(Clock.now() - dt.datetime.now(dt.UTC)) < dt.timedelta(seconds=5)


@pytest.mark.django_db
@pytest.mark.parametrize("instant", ["31.02.2026", "01.01.0001 00:00", "31.12.9999 23:59"])
def test_clock_is_not_moved_by_a_day_nobody_can_read(client, at, instant):
    frozen = at("2026-03-16T14:05:12+05:00")

    move(client, move="set", instant=instant)

    assert Clock.now() == frozen


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"PRODUCTION": True}, {"VIRTUAL_CLOCK": False}])
def test_there_is_no_clock_to_move_in_production(client, settings, change):
    for name, value in change.items():
        setattr(settings, name, value)

    response = move(client, move="hour")

    assert (response.status_code, VirtualClock.objects.count()) == (404, 0)


@pytest.mark.django_db
def test_clock_bar_stands_in_the_demo_only(client, settings):
    outside = "p-clockbar" in client.get("/ru/").content.decode()
    settings.DEMO = True

    assert (outside, "p-clockbar" in client.get("/ru/").content.decode()) == (False, True)


# After sign-in


@pytest.mark.django_db
def test_sign_in_leads_a_person_without_a_role_to_the_own_account(client, django_user_model):
    user = django_user_model.objects.create_user(email="new@example.kz", full_name="Жаңа Адам")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    response = client.get("/kk/welcome/")

    assert (response.status_code, response["Location"]) == (302, "/kk/accounts/")


def test_trail_that_was_found_unsound_alarms_and_the_node_still_serves(client, db):
    Verification.objects.create(at=Clock.real_now(), streams=1, entries=5, faults=2)

    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert [alarm["code"] for alarm in answer.json()["alarms"] if alarm["code"] == "audit_trail"] == [
        "audit_trail"
    ]


def test_verification_of_today_that_is_sound_raises_no_alarm(client, db):
    Verification.objects.create(at=Clock.real_now() - dt.timedelta(days=5), streams=1, entries=5, faults=1)
    verify_trail({})

    codes = [alarm["code"] for alarm in client.get("/readyz").json()["alarms"]]

    assert "audit_trail" not in codes
