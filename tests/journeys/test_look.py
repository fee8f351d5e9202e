"""What a reader meets: no obstacle axe can find, no sideways scroll, a silent console, no need of scripts."""

import pytest

from tests.browser import obstacles, sideways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = {
    "home": "/{language}/",
    "sign-in": "/{language}/accounts/login/",
    "rules": "/{language}/rules/",
    "terms": "/{language}/terms/",
    "terms counted": "/{language}/terms/?from=19.03.2026&amount=5&unit=working_days&bound=at_most",
    "calendar": "/{language}/calendar/2026/",
    "verify": "/verify/",
    "accessibility": "/{language}/accessibility/",
    "missing": "/{language}/no-such-page/",
}


@pytest.fixture
def portal(transactional_db, law_and_calendar):
    """The public pages, with the edition and the calendar loaded."""


@pytest.mark.parametrize("language", ["kk", "ru"])
@pytest.mark.parametrize("width", [1280, 360])
def test_pages_have_no_obstacle_no_sideways_scroll_and_a_silent_console(portal, open_page, width, language):
    found = {}
    for name, path in PAGES.items():
        page = open_page(path.format(language=language), width=width, locale=f"{language}-KZ")
        said = [words for words in page.said if name != "missing" or "404" not in words]
        faults = [*obstacles(page), *said, *([f"{sideways(page)} px too wide"] if sideways(page) else [])]
        if faults:
            found[name] = faults

    assert found == {}


def test_menu_opens_without_scripts_at_small_width(portal, open_page):
    page = open_page("/ru/", width=360, java_script_enabled=False)

    page.locator(".p-nav__small summary").click()
    page.locator(".p-nav__small a[href='/ru/terms/']").click()

    assert page.url.endswith("/ru/terms/")


def test_language_switch_keeps_the_page(portal, open_page):
    page = open_page("/ru/calendar/2026/")

    page.locator(".p-langs a[hreflang=kk]").click()

    assert page.url.endswith("/kk/calendar/2026/")


def test_skip_link_is_the_first_stop_and_leads_to_the_content(portal, open_page):
    page = open_page("/ru/")

    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.className")
    page.keyboard.press("Enter")

    assert (first, page.evaluate("document.activeElement.id")) == ("p-skip", "main")


def test_page_is_whole_without_the_style_of_colours(portal, open_page):
    page = open_page("/ru/", width=320, forced_colors="active", reduced_motion="reduce")

    assert (sideways(page), page.said) == (0, [])


@pytest.mark.parametrize("width", [1280, 360])
def test_training_copy_with_its_clock_has_no_obstacle(portal, open_page, settings, width):
    settings.DEMO = True
    page = open_page("/kk/", width=width)

    assert page.locator(".p-clockbar").count() == 1
    assert (obstacles(page), sideways(page), page.said) == ([], 0, [])
