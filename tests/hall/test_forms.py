"""Forms of the house, pages by key, and the menu: what every room leans on."""

import base64
import datetime as dt
import decimal

import pytest
from crispy_forms.utils import render_crispy_form
from django import forms
from django.template import Context, Template
from django.utils import translation

from cluster_selection import navigation
from cluster_selection.forms import PortalForm, PortalSearchForm
from cluster_selection.journal.models import AuditEntry
from cluster_selection.navigation import PUBLIC, NavItem
from cluster_selection.paging import paginate
from cluster_selection.workdays.models import CalendarDay


class Sample(PortalForm):
    name_kk = forms.CharField(label="Name in Kazakh", help_text="As in the charter")
    held_on = forms.DateField(label="Held on")
    amount = forms.DecimalField(label="Amount", required=False, min_value=1)
    kind = forms.ChoiceField(label="Kind", choices=[("a", "One"), ("b", "Two")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="Agreed")

    def clean(self):
        if self.cleaned_data.get("name_kk") == "same":
            raise forms.ValidationError("The two names are the same.")
        return self.cleaned_data


GOOD = {"name_kk": "Үміт", "held_on": "19.03.2026", "amount": "1 234,5", "kind": "a", "agreed": "on"}


def drawn(form):
    return render_crispy_form(form)


# Forms


@pytest.mark.parametrize(
    "typed", ["19.03.2026", "2026-03-19", "19,03,2026", "19/03/2026", "19 03 2026", "19032026"]
)
def test_day_is_read_however_it_is_typed(typed):
    form = Sample({**GOOD, "held_on": typed})

    assert (form.is_valid(), form.cleaned_data["held_on"]) == (True, dt.date(2026, 3, 19))


@pytest.mark.parametrize(
    "typed", ["03.19.2026", "31.02.2026", "19.03.26", "tomorrow", "99999999", "01.01.0001", "31.12.9999"]
)
def test_day_that_is_none_is_refused(typed):
    assert list(Sample({**GOOD, "held_on": typed}).errors) == ["held_on"]


@pytest.mark.parametrize(("typed", "value"), [("1 234,5", "1234.5"), ("1234.5", "1234.5"), ("7", "7")])
def test_number_is_read_with_a_comma_and_spaces(typed, value):
    with translation.override("ru"):
        form = Sample({**GOOD, "amount": typed})

        assert (form.is_valid(), form.cleaned_data["amount"]) == (True, decimal.Decimal(value))


def test_error_summary_leads_to_every_field_and_names_it():
    page = drawn(Sample({"held_on": "31.02.2026"}))

    links = [f'href="#{target}"' in page for target in ("id_name_kk", "id_held_on", "id_kind_0", "id_agreed")]
    assert (links, page.count("data-summary"), 'id="id_kind_0"' in page) == ([True] * 4, 1, True)


def test_error_of_the_whole_form_stands_in_the_summary():
    page = drawn(Sample({**GOOD, "name_kk": "same"}))

    assert "<li>The two names are the same.</li>" in page


def test_form_without_errors_has_no_summary():
    assert "p-summary" not in drawn(Sample(GOOD))


def test_input_is_tied_to_its_help_and_its_error():
    page = drawn(Sample({}))

    assert 'aria-describedby="id_name_kk_helptext id_name_kk_error"' in page
    assert ('id="id_name_kk_helptext"' in page, 'id="id_name_kk_error"' in page) == (True, True)


def test_help_and_error_stand_above_the_input():
    page = drawn(Sample({}))

    places = [
        page.index(part)
        for part in ('for="id_name_kk"', '_kk_helptext"', '_kk_error" class', 'name="name_kk"')
    ]
    assert places == sorted(places)


def test_text_asked_for_in_a_language_says_so():
    assert Sample().fields["name_kk"].widget.attrs["lang"] == "kk"


def test_optional_field_is_marked_and_a_search_marks_none():
    class Search(PortalSearchForm):
        words = forms.CharField(label="Words")

    assert (drawn(Sample()).count("p-optional"), drawn(Search()).count("p-optional")) == (1, 0)


# Pages by key


@pytest.fixture
def days(law_and_calendar):
    return CalendarDay.objects.filter(version__year=2026)


ORDER = ("-non_working", "date", "id")


def whole(queryset, size):
    rows, cursor, pages = [], None, 0
    while True:
        page = paginate(queryset, order=ORDER, after=cursor, size=size)
        rows += page.rows
        pages += 1
        cursor = page.next
        if cursor is None:
            return rows, pages


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 3, 7, 500])
def test_pages_show_every_row_once_in_order(days, size):
    rows, _pages = whole(days, size)

    assert rows == list(days.order_by(*ORDER))


@pytest.mark.django_db
def test_previous_page_is_the_one_before(days):
    first = paginate(days, order=ORDER, size=4)
    second = paginate(days, order=ORDER, after=first.next, size=4)
    third = paginate(days, order=ORDER, after=second.next, size=4)

    back = paginate(days, order=ORDER, before=third.previous, size=4)

    assert (back.rows, back.next, back.previous) == (second.rows, second.next, second.previous)
    assert first.previous is None
    assert paginate(days, order=ORDER, before=second.previous, size=4).previous is None


@pytest.mark.django_db
@pytest.mark.parametrize("cursor", ["", "rubbish", "W10", "WzEsMiwzXQ", "WyJhIiwiYiIsImMiXQ", "ж"])
def test_damaged_cursor_shows_the_first_page(days, cursor):
    assert paginate(days, order=ORDER, after=cursor, size=4).rows == paginate(days, order=ORDER, size=4).rows


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("order", "values"),
    [
        (("-seq",), "[Infinity]"),
        (("-seq",), "[" * 2500),
        (("-recorded_at", "id"), '["9999-12-31T23:59:59-12:00", 1]'),
        (("-recorded_at", "id"), '["0001-01-01T00:00:00+12:00", 1]'),
        (("stream", "id"), '["\\u0000", 1]'),
        (("stream", "id"), '["\\ud800", 1]'),
    ],
)
def test_forged_cursor_shows_the_first_page(order, values):
    cursor = base64.urlsafe_b64encode(values.encode()).decode()

    page = paginate(AuditEntry.objects.all(), order=order, after=cursor)

    assert (page.rows, page.previous) == ([], None)


@pytest.mark.django_db
def test_page_costs_one_query(days, django_assert_num_queries):
    first = paginate(days, order=ORDER, size=4)

    with django_assert_num_queries(1):
        paginate(days, order=ORDER, after=first.next, size=4)


@pytest.mark.django_db
def test_pager_keeps_the_search(days, rf):
    page = paginate(days, order=ORDER, size=4)
    request = rf.get("/ru/list/", {"q": "Үміт", "before": "x"})

    from django.template import RequestContext

    html = Template('{% include "partials/_pager.html" with page=page only %}').render(
        RequestContext(request, {"page": page})
    )

    assert f"after={page.next}" in html
    assert ("q=%D2%AE%D0%BC%D1%96%D1%82" in html, "before=" in html) == (True, False)


# The menu


@pytest.fixture
def menu(monkeypatch):
    monkeypatch.setattr(navigation, "_items", {})
    return navigation


def test_menu_shows_the_entries_of_the_role_in_order_and_none_without_a_page(menu):
    menu.register(
        NavItem("Terms", "workflow:terms", roles=(PUBLIC, "HEAD"), order=20),
        NavItem("Home", "site:home", roles=(PUBLIC,), order=10),
        NavItem("Future", "nowhere:page", roles=(PUBLIC,), order=5),
        NavItem("Twice", ("nowhere:page", "site:home"), roles=(PUBLIC,), order=30),
    )

    with translation.override("ru"):
        assert [(item.label, item.url) for item in menu.items_for(PUBLIC)] == [
            ("Home", "/ru/"),
            ("Terms", "/ru/terms/"),
        ]
        assert [item.label for item in menu.items_for("HEAD")] == ["Terms"]


def test_menu_marks_the_page_and_the_part_it_belongs_to(menu):
    menu.register(
        NavItem("Home", "site:home", roles=(PUBLIC,), order=10),
        NavItem("Calendar", "workdays:index", roles=(PUBLIC,), order=20),
        NavItem("Verify", "documents:verify_form", roles=(PUBLIC,), order=30, covers=("documents",)),
    )

    def current(path, name=""):
        with translation.override("ru"):
            return [item.current for item in menu.items_for(PUBLIC, path=path, view_name=name)]

    assert current("/ru/") == ["page", "", ""]
    assert current("/ru/calendar/") == ["", "page", ""]
    assert current("/ru/calendar/2026/") == ["", "true", ""]
    assert current("/ru/elsewhere/", "documents:verify") == ["", "", "true"]
    assert current("/ru/elsewhere/", "other:page") == ["", "", ""]


def test_menu_counts_what_waits_for_the_one_who_acts(menu):
    menu.register(
        NavItem("Desk", "site:home", roles=("HEAD",), badge=lambda acting_as, now: len(acting_as), tone="bad")
    )

    shown = menu.items_for("HEAD", acting_as="four", now=dt.datetime(2026, 3, 16, tzinfo=dt.UTC))

    assert [(item.badge, item.tone) for item in shown] == [(4, "bad")]


# Words of pages


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("clause", "target"),
    [("12", "#c12"), ("3–5", "#c3"), ("7(1)", "#c7-1"), ("annex3", "#annex3"), ("annex 3", "#annex3")],
)
def test_clause_links_to_its_place_in_the_edition(clause, target):
    with translation.override("ru"):
        html = Template("{% load portal %}{{ clause|clause_link:key }}").render(
            Context({"clause": clause, "key": "order-1212-2020-10-22"})
        )

    assert f'href="/ru/rules/order-1212-2020-10-22/{target}"' in html


def test_clause_without_an_edition_is_plain_words():
    with translation.override("en"):
        html = Template("{% load portal %}{{ '12'|clause_link }}").render(Context())

    assert html == '<span class="p-clause">clause 12</span>'


@pytest.mark.django_db
def test_ribbon_of_a_count_and_of_its_stored_form_agree(law_and_calendar):
    from cluster_selection.site.templatetags.portal import ribbon_of
    from cluster_selection.workdays.queries import current_calendar
    from cluster_selection.workflow.terms import count_term

    count = count_term(current_calendar(), start=dt.date(2026, 3, 19), amount=5, unit="working_days")
    boxes, stored = ribbon_of(count, dt.date(2026, 3, 27)), ribbon_of(count.as_json(), dt.date(2026, 3, 27))

    assert [box.kind for box in boxes] == [
        "base",
        "day",
        *["off"] * 5,
        "day",
        "day",
        "off",
        "off",
        "day",
        "end",
    ]
    assert [(box.kind, box.day, box.words) for box in boxes] == [
        (box.kind, box.day, box.words) for box in stored
    ]
    assert [box.day for box in boxes if box.is_today] == ["27.03"]
