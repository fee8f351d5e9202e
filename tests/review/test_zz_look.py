import os, pytest
from django.conf import settings as s
from tests.browser import chromium, open_page, obstacles, sideways  # noqa
from tests.review.factories import ReviewRoom
from review import services
from applications import services as applications
from django.test import Client

pytestmark = pytest.mark.django_db(transaction=True)

def test_look(open_page, live_server, sign_in):
    room = ReviewRoom()
    contest = room.announced()
    room.at("2026-03-16T14:05:12+05:00")
    good = room.admitted(contest)
    bad = room.filed(contest, acting_as=room.participant()).application
    third = room.filed(contest, acting_as=room.participant()).application
    room.paper(contest, room.by_hand(), participant=room.participant().organisation)
    applications.receive_paper_set(third, delivery=room.by_hand(), acting_as=room.registrar, now=room.now)
    check = room.checked(bad, defects={"consents.signed": "«Ағаш Шебер» ЖШС келісіміне басшы қол қоймаған.", "information.5.1": "Нысаналы индикаторлар көрсетілмеген."})
    services.open_the_check(third, acting_as=room.screener, now=room.now)
    req = services.ask_for_data(good, asked_for="Экспорт көлемі", item_keys=["3.1"], acting_as=room.screener, now=room.now)
    pages = [
        ("registers", "/ru/register/", room.registrar),
        ("register", f"/ru/register/competitions/{contest.pk}/", room.registrar),
        ("paper", f"/ru/register/competitions/{contest.pk}/paper/new/", room.registrar),
        ("application", f"/ru/register/{good.pk}/", room.head),
        ("check", f"/ru/checks/{third.pk}/", room.screener),
        ("check_defects", f"/ru/checks/{bad.pk}/", room.screener),
        ("check_other", f"/ru/checks/{bad.pk}/", room.head),
        ("return", f"/ru/checks/{bad.pk}/return/", room.screener),
        ("admit", f"/ru/checks/{third.pk}/admit/", room.screener),
        ("reopen", f"/ru/checks/{good.pk}/reopen/", room.head),
        ("amend", f"/ru/register/{good.pk}/amend/", room.registrar),
        ("ask", f"/ru/register/{good.pk}/request/", room.screener),
        ("request", f"/ru/requests/{req.pk}/", room.representative),
        ("forwarding", f"/ru/forwarding/{contest.pk}/", room.registrar),
    ]
    def shoot(pages):
        for name, path, who in pages:
            client = sign_in(who)
            for width in (1280, 360):
                page = open_page(path, width=width, storage_state={"cookies":[{"name":"sessionid","value":client.cookies["sessionid"].value,"url":live_server.url}]} if False else None) if False else None
                context_kw = {}
                from playwright.sync_api import Browser
                page = open_page("/healthz", width=width)
                page.context.add_cookies([{"name": s.SESSION_COOKIE_NAME, "value": client.cookies[s.SESSION_COOKIE_NAME].value, "url": live_server.url}])
                page.said.clear()
                r = page.goto(live_server.url + path)
                print(name, width, r.status, "sideways", sideways(page), "said", page.said, "axe", obstacles(page))
                page.screenshot(path=f"/tmp/w/p2a/look-{name}-{width}.png", full_page=True)
    shoot(pages)
    room.forwarded(contest, good)
    room.concluded(good)
    b = services.forward.__name__
    from review.models import Batch
    shoot([("forwarding2", f"/ru/forwarding/{contest.pk}/", room.registrar), ("referral", f"/ru/referral/{contest.pk}/", room.registrar), ("batches", f"/ru/batches/competitions/{contest.pk}/", room.registrar), ("batch", f"/ru/batches/{Batch.objects.first().pk}/", room.coordinator)])
