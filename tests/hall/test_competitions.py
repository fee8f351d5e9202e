"""The contest itself: decision, announcement, print, extension, end (clauses 3–5, 11, 21), and its pages."""

import datetime as dt
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from cluster_selection.accounts.enums import Role
from cluster_selection.clock import end_of
from cluster_selection.competitions import guards, queries, rooms, services, transitions
from cluster_selection.competitions.enums import CorrectionKind, ExtensionKind, Stage, State
from cluster_selection.competitions.models import Competition, Extension, PrintPublication
from cluster_selection.delivery.models import InboxMessage
from cluster_selection.journal.models import AuditEntry
from cluster_selection.journal.verification import verify_all
from cluster_selection.workflow import ledger
from cluster_selection.workflow.engine import refusal_of
from cluster_selection.workflow.enums import PublicationKind, TermStatus
from cluster_selection.workflow.models import RunningTerm
from cluster_selection.workflow.publication import Content, publish
from cluster_selection.workflow.refusals import TransitionRefused
from tests.hall.contests import almaty, copies
from tests.hall.contests import queries as queries_of
from tests.scenario import EDITION_DIR, GROUND, TEXT, TITLES, TRAINING, Scenario, one_page, pdf

pytestmark = pytest.mark.django_db

NOTE = {"kk": "Мекенжай түзетілді.", "ru": "Исправлен адрес."}
DECISION = "бұйрық № 41, 02.03.2026"


def term(contest, key: str) -> RunningTerm:
    """Return the row of a term that counts: the latest that was not recounted."""
    return contest.terms.exclude(status=TermStatus.SUPERSEDED).filter(key=key).latest("started_at")


def refused(act, *args, **kwargs):
    """Run an act that must be refused and return the refusal; nothing may have changed."""
    entries, states = AuditEntry.objects.count(), list(Competition.objects.values_list("state", "closing_on"))
    with pytest.raises(TransitionRefused) as caught:
        act(*args, **kwargs)
    assert AuditEntry.objects.count() == entries
    assert list(Competition.objects.values_list("state", "closing_on")) == states
    assert not InboxMessage.objects.exists()
    return caught.value.refusal


def announce(scenario, contest):
    return services.announce(contest, acting_as=scenario.head, now=scenario.now)


def extension(kind: str, new_closing_on: dt.date, **fields) -> Extension:
    values = {
        "kind": kind,
        "new_closing_on": new_closing_on,
        "document_kind": "бұйрық",
        "document_number": "40",
        "document_on": dt.date(2026, 2, 2),
        "reason_kk": "Себебі.",
        "reason_ru": "Причина.",
        **fields,
    }
    return Extension(**values)


def extend(scenario, contest, row, *prints):
    return services.extend(contest, row, prints=list(prints), acting_as=scenario.head, now=scenario.now)


@pytest.fixture
def room(monkeypatch):
    """Return how a test lets a room answer one of the hall's questions."""

    def answer(question, value):
        monkeypatch.setitem(rooms._answers, question, [lambda *args: value])

    return answer


def at_state(scenario, state: str) -> Competition:
    """Return a competition as a guard would see it in a state."""
    contest = scenario.announced()
    contest.state = state
    return contest


# The state table


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("transition", transitions.TRANSITIONS, ids=lambda transition: transition.name)
def test_act_is_possible_from_its_states_only(scenario, transition, state):
    contest = at_state(scenario, state)
    actor = scenario.people[Role(sorted(transition.may.roles)[0])]

    refusal = refusal_of(transition, subject=contest, acting_as=actor, now=scenario.now)

    assert (refusal is not None and refusal.code == "state") == (state not in transition.sources)


@pytest.mark.parametrize("transition", transitions.TRANSITIONS, ids=lambda transition: transition.name)
def test_act_belongs_to_its_roles_only(scenario, transition):
    contest = at_state(scenario, sorted(transition.sources)[0])

    refusals = {
        role: refusal_of(transition, subject=contest, acting_as=person, now=scenario.now)
        for role, person in scenario.people.items()
    }

    allowed = {str(role) for role, refusal in refusals.items() if refusal is None or refusal.code != "role"}
    assert allowed == set(transition.may.roles)


@pytest.mark.clause("3")
@pytest.mark.parametrize(
    "missing", ["decision_kind", "decision_number", "decision_on", "decision_signatory", "decision_file"]
)
def test_announcement_needs_the_whole_decision(scenario, missing):
    empty = None if missing in ("decision_on", "decision_file") else ""
    contest = scenario.contest(**{missing: empty})

    refusal = refused(announce, scenario, contest)

    assert (refusal.code, refusal.clause) == ("decision", "3")


@pytest.mark.clause("3")
def test_decision_is_not_later_than_the_announcement(scenario):
    contest = scenario.contest(decision_on=dt.date(2026, 1, 7))

    assert refused(announce, scenario, contest).code == "decision_later"


@pytest.mark.clause("4")
def test_announcement_needs_a_periodical(scenario):
    contest = scenario.contest(prints=[])

    refusal = refused(announce, scenario, contest)

    assert (refusal.code, refusal.clause) == ("print", "4")


@pytest.mark.clause("4")
@pytest.mark.parametrize("language", ["kk", "ru"])
def test_announcement_needs_its_text_in_kazakh_and_russian(scenario, language):
    contest = scenario.contest(text={**TEXT, language: "  "})

    assert refused(announce, scenario, contest).code == "text"


def test_announcement_needs_the_accepting_officer(scenario):
    contest = scenario.contest(accepting_officer=None)

    assert refused(announce, scenario, contest).code == "officer"


@pytest.mark.clause("5")
def test_notice_of_59_days_is_refused_and_the_lawful_day_proposed(scenario):
    scenario.at("2026-01-12T10:00:00+05:00")
    contest = scenario.contest(closing_on=dt.date(2026, 3, 12))

    refusal = refused(announce, scenario, contest)

    assert (refusal.code, refusal.clause) == ("notice", "5")
    assert "2026 ж. 13 наурыз" in str(refusal.way_on)


@pytest.mark.clause("5")
def test_notice_of_60_days_is_accepted(scenario):
    contest = scenario.announced("2026-01-12T10:00:00+05:00", closing_on=dt.date(2026, 3, 13))

    assert contest.state == State.ANNOUNCED
    assert term(contest, "notice").due_on == dt.date(2026, 3, 13)
    assert contest.closes_at == end_of(dt.date(2026, 3, 13))


@pytest.mark.clause("5")
def test_notice_is_counted_from_the_planned_day_of_the_periodical(scenario):
    scenario.at("2026-01-12T10:00:00+05:00")
    prints = [PrintPublication(medium="Газет", planned_on=dt.date(2026, 1, 13))]
    contest = scenario.contest(closing_on=dt.date(2026, 3, 13), prints=prints)

    assert refused(announce, scenario, contest).code == "notice"


@pytest.mark.clause("5")
@pytest.mark.parametrize(
    ("day", "proposed"),
    [(dt.date(2026, 3, 21), "2026 ж. 26 наурыз"), (dt.date(2026, 3, 24), "2026 ж. 26 наурыз")],
    ids=["Saturday of Nauryz", "transferred day off"],
)
def test_closing_on_a_day_off_is_refused_with_the_next_working_day(scenario, day, proposed):
    contest = scenario.contest(closing_on=day)

    refusal = refused(announce, scenario, contest)

    assert refusal.code == "closing_non_working"
    assert proposed in str(refusal.way_on)


def test_closing_beyond_the_calendar_is_refused(scenario):
    contest = scenario.contest(closing_on=dt.date(2027, 1, 15))

    assert refused(announce, scenario, contest).code == "horizon"


def test_chain_beyond_the_calendar_does_not_refuse(scenario):
    contest = scenario.announced("2026-08-10T10:00:00+05:00", closing_on=dt.date(2026, 10, 23))

    due = {row.key: row.due_on for row in contest.terms.all()}
    assert due["hand_over"] == dt.date(2026, 12, 29)
    assert due["refer"] is None
    assert term(contest, "refer").trace is None


def test_edition_not_in_force_is_refused_without_a_ground(scenario):
    contest = scenario.contest(ground_kind="", ground_number="", ground_on=None)

    refusal = refused(announce, scenario, contest)

    assert refusal.code == "edition"
    assert "№ 367" in str(refusal.message)


def test_edition_in_force_needs_no_ground(scenario, artificial_edition):
    contest = scenario.contest(edition=artificial_edition, ground_kind="", ground_number="", ground_on=None)

    assert announce(scenario, contest).state == State.ANNOUNCED


def test_another_edition_gives_other_numbers_and_clauses_without_code(scenario, artificial_edition):
    scenario.at("2026-01-12T10:00:00+05:00")
    short = scenario.contest(edition=artificial_edition, closing_on=dt.date(2026, 2, 25))
    enough = scenario.contest(edition=artificial_edition, closing_on=dt.date(2026, 2, 26))

    refusal = refused(announce, scenario, short)
    contest = announce(scenario, enough)

    assert (refusal.code, refusal.clause) == ("notice", "6")
    assert {row.key: (row.clause, row.due_on) for row in contest.terms.all()} == {
        "notice": ("6", dt.date(2026, 2, 26)),
        "acceptance": ("12", dt.date(2026, 2, 26)),
        "analysis": ("17", dt.date(2026, 4, 7)),
        "forward": ("14", dt.date(2026, 3, 4)),
        "hand_over": ("18", dt.date(2026, 4, 15)),
        "refer": ("19", dt.date(2026, 4, 17)),
    }


@pytest.fixture
def variant(scenario, tmp_path):
    """Return how a test loads the artificial edition with some doubtful places settled otherwise."""

    def load(**settings):
        folder = tmp_path / "variant"
        shutil.copytree(EDITION_DIR.parents[2] / "tests" / "editions" / "artificial-2030", folder)
        for name, change in (
            ("edition", lambda data: data.update(key="variant-2030")),
            ("policies", lambda data: [data[key].update(setting=value) for key, value in settings.items()]),
        ):
            path = folder / f"{name}.yaml"
            data = yaml.safe_load(path.read_text())
            change(data)
            path.write_text(yaml.safe_dump(data, allow_unicode=True))
        return scenario.load_edition(folder.rename(tmp_path / "variant-2030"))

    return load


def test_where_the_law_lets_it_roll_a_closing_day_off_moves_to_the_next_working_day(scenario, variant):
    contest = scenario.announced(edition=variant(T3="roll"), closing_on=dt.date(2026, 3, 21))

    assert (contest.closing_on, contest.closes_at) == (dt.date(2026, 3, 26), end_of(dt.date(2026, 3, 26)))
    assert term(contest, "acceptance").due_on == dt.date(2026, 3, 26)


@pytest.mark.clause("4")
def test_where_the_portal_is_not_the_internet_resource_its_page_is_recorded_and_counted(scenario, variant):
    edition = variant(T12="official_page")
    contest = scenario.contest(edition=edition)
    page = {"official_page_url": "https://example.kz/a", "official_page_at": almaty("2026-01-05T09:00")}

    refusal = refused(announce, scenario, contest)
    contest = announce(
        scenario, services.save_draft(contest, acting_as=scenario.head, now=scenario.now, **page)
    )

    assert (refusal.code, refusal.clause) == ("official_page", "5")
    assert term(contest, "notice").basis_on == dt.date(2026, 1, 6)  # the periodical is later than the page


def test_where_only_the_internet_counts_a_later_periodical_does_not_move_the_notice(scenario, variant):
    prints = [PrintPublication(medium="Газет", actual_on=dt.date(2026, 1, 20))]
    contest = scenario.announced(edition=variant(T2="internet_only"), prints=prints)

    assert term(contest, "notice").basis_on == dt.date(2026, 1, 12)


# Announced


@pytest.mark.clause("3")
@pytest.mark.clause("4")
@pytest.mark.clause("5")
def test_announcement_binds_the_edition_takes_the_number_and_starts_the_chain(scenario):
    contest = scenario.announced()

    assert (contest.state, contest.number, contest.edition) == (State.ANNOUNCED, "2026-1", scenario.edition)
    assert {row.key: (row.status, row.due_on) for row in contest.terms.all()} == {
        "notice": (TermStatus.DONE, dt.date(2026, 3, 13)),
        "acceptance": (TermStatus.RUNNING, dt.date(2026, 3, 20)),
        "analysis": (TermStatus.RUNNING, dt.date(2026, 5, 19)),
        "forward": (TermStatus.RUNNING, dt.date(2026, 3, 30)),
        "hand_over": (TermStatus.RUNNING, dt.date(2026, 5, 26)),
        "refer": (TermStatus.RUNNING, dt.date(2026, 6, 1)),
    }
    publication = contest.publications.get()
    assert publication.kind == PublicationKind.ANNOUNCEMENT
    assert {text.language for text in publication.texts.all()} == {"kk", "ru", "en"}
    assert contest.versions.get().published_at == scenario.now
    assert verify_all(contest.stream).is_sound


def test_numbers_of_a_year_have_no_gap_after_a_refusal(scenario):
    scenario.announced()
    refused(announce, scenario, scenario.contest(prints=[]))

    assert scenario.announced().number == "2026-2"


def test_text_of_a_publication_is_escaped(scenario):
    contest = scenario.announced(text={**TEXT, "ru": "<script>alert(1)</script>"})

    body = contest.publications.get().texts.get(language="ru").body

    assert "<script>" not in body
    assert "&lt;script&gt;" in body


@pytest.mark.clause("4")
@pytest.mark.clause("5")
def test_print_later_than_planned_makes_the_notice_short_and_only_extension_settles_it(scenario):
    scenario.at("2026-01-12T10:00:00+05:00")
    contest = announce(scenario, scenario.contest(closing_on=dt.date(2026, 3, 13)))
    assert term(contest, "notice").status == TermStatus.RUNNING

    scenario.at("2026-01-21T10:00:00+05:00")
    contest = services.confirm_print(
        contest.prints.get(),
        actual_on=dt.date(2026, 1, 20),
        issue_number="5",
        evidence=pdf(scenario.now),
        acting_as=scenario.registrar,
        now=scenario.now,
    )

    notice = term(contest, "notice")
    assert (notice.status, notice.due_on) == (TermStatus.RUNNING, dt.date(2026, 3, 21))
    assert guards.notice_is_short(contest).code == "notice_short"

    row = extension(ExtensionKind.DECISION, dt.date(2026, 3, 26))
    contest = extend(scenario, contest, row, PrintPublication(medium="Газет", actual_on=dt.date(2026, 1, 21)))

    notice = term(contest, "notice")
    assert (notice.status, notice.due_on) == (TermStatus.DONE, dt.date(2026, 3, 22))
    assert guards.notice_is_short(contest) is None


@pytest.mark.clause("4")
def test_confirmed_print_on_the_planned_day_settles_the_notice(scenario):
    scenario.at("2026-01-12T10:00:00+05:00")
    contest = announce(scenario, scenario.contest())
    scenario.at("2026-01-14T10:00:00+05:00")

    contest = services.confirm_print(
        contest.prints.get(),
        actual_on=dt.date(2026, 1, 12),
        issue_number="5",
        evidence=pdf(scenario.now),
        acting_as=scenario.registrar,
        now=scenario.now,
    )

    notice = term(contest, "notice")
    assert (notice.status, notice.delay_working_days) == (TermStatus.DONE, None)
    entry = AuditEntry.objects.get(stream=contest.stream, action="competition.print_confirmed")
    assert entry.occurred_at == almaty("2026-01-12T00:00")
    assert entry.recorded_at == scenario.now


def test_print_of_an_earlier_day_needs_its_evidence(scenario):
    scenario.at("2026-01-12T10:00:00+05:00")
    contest = announce(scenario, scenario.contest())
    scenario.at("2026-01-14T10:00:00+05:00")

    refusal = refused(
        services.confirm_print,
        contest.prints.get(),
        actual_on=dt.date(2026, 1, 12),
        issue_number="5",
        evidence=None,
        acting_as=scenario.registrar,
        now=scenario.now,
    )

    assert refusal.code == "evidence"


def test_print_is_not_confirmed_for_a_day_to_come_nor_twice(scenario):
    scenario.at("2026-01-12T10:00:00+05:00")
    contest = announce(scenario, scenario.contest())
    values = {
        "issue_number": "5",
        "evidence": pdf(scenario.now),
        "acting_as": scenario.registrar,
        "now": scenario.now,
    }

    early = refused(services.confirm_print, contest.prints.get(), actual_on=dt.date(2026, 1, 13), **values)
    services.confirm_print(contest.prints.get(), actual_on=dt.date(2026, 1, 12), **values)
    again = refused(services.confirm_print, contest.prints.get(), actual_on=dt.date(2026, 1, 12), **values)

    assert (early.code, again.code) == ("future", "confirmed")


@pytest.mark.clause("4")
def test_changed_text_stands_beside_the_old_and_holders_are_told(scenario, room):
    contest = scenario.announced()
    room("draft_holders", [scenario.representative.user])

    services.change_text(
        contest,
        text={**TEXT, "ru": "Новый текст."},
        change_note=NOTE,
        acting_as=scenario.head,
        now=scenario.now,
    )

    assert [version.text_ru for version in contest.versions.all()] == [TEXT["ru"], "Новый текст."]
    assert contest.publications.last().kind == PublicationKind.CHANGE
    message = InboxMessage.objects.get()
    assert (message.user, message.message, message.legal) == (
        scenario.representative.user,
        "competition.text_changed",
        True,
    )
    assert "Мекенжай түзетілді." in message.body


@pytest.mark.clause("4")
@pytest.mark.parametrize(
    ("instant", "possible"), [("2026-03-19T23:59:59", True), ("2026-03-20T00:00:00", False)]
)
def test_text_is_changed_until_the_eve_of_the_closing_day(scenario, instant, possible):
    contest = scenario.announced()

    refusal = refusal_of(
        transitions.CHANGE_TEXT, subject=contest, acting_as=scenario.head, now=almaty(instant)
    )

    assert (refusal is None) == possible


def test_change_needs_both_texts_and_the_note(scenario):
    contest = scenario.announced()

    refusal = refused(
        services.change_text,
        contest,
        text=TEXT,
        change_note={"kk": "", "ru": "Есть."},
        acting_as=scenario.head,
        now=scenario.now,
    )

    assert refusal.code == "text"


# Extension


@pytest.mark.clause("5")
def test_extension_by_decision_counts_the_notice_anew_from_its_later_publication(scenario):
    contest = scenario.announced()
    scenario.at("2026-02-02T10:00:00+05:00")
    later = {"medium": "Газет", "planned_on": dt.date(2026, 2, 4)}

    too_early = refused(
        extend,
        scenario,
        contest,
        extension(ExtensionKind.DECISION, dt.date(2026, 4, 3)),
        PrintPublication(**later),
    )
    contest = extend(
        scenario, contest, extension(ExtensionKind.DECISION, dt.date(2026, 4, 6)), PrintPublication(**later)
    )

    assert too_early.code == "notice"
    assert (contest.closing_on, contest.closes_at) == (dt.date(2026, 4, 6), end_of(dt.date(2026, 4, 6)))
    notice = term(contest, "notice")
    assert (notice.status, notice.basis_on, notice.due_on) == (
        TermStatus.RUNNING,
        dt.date(2026, 2, 4),
        dt.date(2026, 4, 5),
    )
    assert term(contest, "acceptance").due_on == dt.date(2026, 4, 6)
    assert contest.terms.filter(key="acceptance", status=TermStatus.SUPERSEDED).count() == 1
    assert contest.extensions.get().previous_closing_on == dt.date(2026, 3, 20)


@pytest.mark.clause("5")
def test_extension_by_decision_needs_its_own_periodical(scenario):
    contest = scenario.announced()

    refusal = refused(extend, scenario, contest, extension(ExtensionKind.DECISION, dt.date(2026, 4, 6)))

    assert (refusal.code, refusal.clause) == ("print", "4")


def test_extension_is_only_later(scenario):
    contest = scenario.announced()
    row = extension(ExtensionKind.DECISION, dt.date(2026, 3, 19))

    assert refused(extend, scenario, contest, row).code == "not_later"


@pytest.mark.clause("11")
@pytest.mark.parametrize(
    ("instant", "possible"), [("2026-03-20T23:59:59", True), ("2026-03-21T00:00:00", False)]
)
def test_decision_extends_only_until_the_closing_instant(scenario, instant, possible):
    contest = scenario.announced()
    scenario.at(almaty(instant))
    row = extension(ExtensionKind.DECISION, dt.date(2026, 5, 20))
    prints = [PrintPublication(medium="Газет", planned_on=dt.date(2026, 3, 20))]

    if possible:
        assert extend(scenario, contest, row, *prints).closing_on == dt.date(2026, 5, 20)
    else:
        assert refused(extend, scenario, contest, row, *prints).code == "closed"


FAILURE = {"failure_from": almaty("2026-03-20T18:00"), "failure_until": almaty("2026-03-20T23:30")}


@pytest.mark.clause("5")
@pytest.mark.clause("11")
def test_technical_failure_extends_after_closing_without_a_new_notice(scenario):
    contest = scenario.announced()
    scenario.at("2026-03-21T09:00:00+05:00")
    assert not contest.is_open(scenario.now)

    row = extension(ExtensionKind.TECHNICAL_FAILURE, dt.date(2026, 3, 26), **FAILURE)
    contest = extend(scenario, contest, row)

    assert contest.is_open(scenario.now)
    assert (term(contest, "notice").status, term(contest, "notice").due_on) == (
        TermStatus.DONE,
        dt.date(2026, 3, 13),
    )
    assert {row.key: row.due_on for row in contest.terms.filter(status=TermStatus.RUNNING)} == {
        "acceptance": dt.date(2026, 3, 26),
        "analysis": dt.date(2026, 5, 25),
        "forward": dt.date(2026, 3, 31),
        "hand_over": dt.date(2026, 6, 2),
        "refer": dt.date(2026, 6, 5),
    }


def test_nothing_extends_after_the_first_forwarding(scenario, room):
    contest = scenario.announced()
    scenario.at("2026-03-27T09:00:00+05:00")
    room("any_forwarded", True)

    row = extension(ExtensionKind.TECHNICAL_FAILURE, dt.date(2026, 3, 30), **FAILURE)

    assert refused(extend, scenario, contest, row).code == "forwarded"


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        ({"failure_from": None, "failure_until": None}, "failure"),
        ({"failure_from": FAILURE["failure_until"], "failure_until": FAILURE["failure_from"]}, "failure"),
        ({**FAILURE, "failure_until": almaty("2026-03-21T10:00")}, "failure"),
        (
            {"failure_from": almaty("2026-03-21T00:00"), "failure_until": almaty("2026-03-21T01:00")},
            "failure_after_closing",
        ),
    ],
    ids=["no interval", "ends before it begins", "not over yet", "after the reception"],
)
def test_technical_failure_is_recorded_when_it_is_over_and_lay_in_the_reception(scenario, failure, code):
    contest = scenario.announced()
    scenario.at("2026-03-21T09:00:00+05:00")

    row = extension(ExtensionKind.TECHNICAL_FAILURE, dt.date(2026, 3, 26), **failure)

    assert refused(extend, scenario, contest, row).code == code


def test_extension_to_a_day_off_is_refused(scenario):
    contest = scenario.announced()
    scenario.at("2026-03-21T09:00:00+05:00")

    row = extension(ExtensionKind.TECHNICAL_FAILURE, dt.date(2026, 3, 23), **FAILURE)

    assert refused(extend, scenario, contest, row).code == "closing_non_working"


# Ends


@pytest.mark.clause("11")
@pytest.mark.parametrize(
    ("instant", "code"), [("2026-03-20T23:59:59", "open"), ("2026-03-21T00:00:00", None)]
)
def test_void_only_from_the_closing_instant(scenario, instant, code):
    contest = scenario.announced()

    refusal = refusal_of(
        transitions.DECLARE_VOID, subject=contest, acting_as=scenario.head, now=almaty(instant)
    )

    assert (refusal.code if refusal else None) == code


@pytest.mark.clause("11")
def test_void_ends_the_terms_and_publishes_the_ground(scenario):
    contest = scenario.announced()
    scenario.at("2026-03-26T10:00:00+05:00")

    contest = services.declare_void(contest, ground=GROUND, acting_as=scenario.head, now=scenario.now)

    assert (contest.state, contest.ended_by, contest.end_ground_ru) == (
        State.VOID,
        scenario.head,
        GROUND["ru"],
    )
    assert not contest.terms.filter(status=TermStatus.RUNNING).exists()
    assert term(contest, "acceptance").status == TermStatus.DONE
    assert term(contest, "forward").status == TermStatus.VOID
    assert contest.publications.last().kind == PublicationKind.VOID


def test_void_is_refused_while_an_application_is_alive(scenario, room):
    contest = scenario.announced()
    room("alive", 1)
    scenario.at("2026-03-26T10:00:00+05:00")

    refusal = refused(
        services.declare_void, contest, ground=GROUND, acting_as=scenario.head, now=scenario.now
    )

    assert refusal.code == "alive"


def test_void_needs_its_ground_in_kazakh_and_russian(scenario):
    contest = scenario.announced()
    scenario.at("2026-03-26T10:00:00+05:00")

    refusal = refused(
        services.declare_void, contest, ground={"kk": "Бар."}, acting_as=scenario.head, now=scenario.now
    )

    assert refusal.code == "ground"


@pytest.mark.clause("3")
def test_cancelled_selection_ends_its_terms_and_tells_everyone(scenario, room):
    contest = scenario.announced()
    room("participants", [scenario.representative.user])

    contest = services.cancel(
        contest, ground=GROUND, document=DECISION, acting_as=scenario.head, now=scenario.now
    )

    assert (contest.state, contest.end_document) == (State.CANCELLED, DECISION)
    assert set(contest.terms.exclude(key="notice").values_list("status", flat=True)) == {TermStatus.VOID}
    assert InboxMessage.objects.get().message == "competition.cancellation"


def test_cancellation_names_its_decision(scenario):
    contest = scenario.announced()

    refusal = refused(
        services.cancel, contest, ground=GROUND, document=" ", acting_as=scenario.head, now=scenario.now
    )

    assert refusal.code == "document"


def test_selection_with_a_signed_protocol_is_not_cancelled(scenario, room):
    contest = scenario.announced()
    room("any_protocol_signed", True)

    refusal = refused(
        services.cancel, contest, ground=GROUND, document=DECISION, acting_as=scenario.head, now=scenario.now
    )

    assert refusal.code == "protocol"


@pytest.fixture
def published(scenario):
    """Return a competition whose results are published."""
    contest = scenario.announced()
    scenario.at("2026-06-10T10:00:00+05:00")
    texts = {
        language: Content(title=title, body=f"<p>{title}: results</p>") for language, title in TITLES.items()
    }
    with transaction.atomic():
        publish(contest, PublicationKind.RESULTS, texts, acting_as=scenario.head, now=scenario.now)
    Competition.objects.filter(pk=contest.pk).update(
        state=State.PUBLISHED,
        published_at=scenario.now,
        published_by=scenario.head,
        protocol_received_at=scenario.now,
    )
    contest.refresh_from_db()
    return contest


@pytest.mark.clause("21")
def test_correction_stands_beside_the_results(scenario, published, client):
    before = published.publications.get(kind=PublicationKind.RESULTS).texts.get(language="ru").sha256

    services.add_correction(
        published,
        kind=CorrectionKind.ERRATUM,
        text={"kk": "Түзетілді.", "ru": "Исправлена опечатка.", "en": "Corrected."},
        document="хат № 7",
        acting_as=scenario.head,
        now=scenario.now,
    )

    assert published.publications.get(kind=PublicationKind.RESULTS).texts.get(language="ru").sha256 == before
    page = client.get(f"/ru/competitions/{published.pk}/results/").content.decode()
    assert "results" in page
    assert page.index("results</p>") < page.index("Исправлена опечатка.")


def test_archive_entry_takes_no_correction(scenario):
    contest = services.import_archive(
        number="2017-1",
        titles=TITLES,
        edition=scenario.edition,
        closing_on=dt.date(2017, 6, 8),
        archive={},
        texts={code: Content(title=title, body="<p>2017</p>") for code, title in TITLES.items()},
        acting_as=scenario.head,
        now=scenario.now,
    )

    refusal = refused(
        services.add_correction,
        contest,
        kind=CorrectionKind.ERRATUM,
        text=TEXT,
        document="хат № 7",
        acting_as=scenario.head,
        now=scenario.now,
    )

    assert refusal.code == "archive"
    assert not contest.terms.exists()
    assert queries.stage_of(contest, now=scenario.now) == Stage.ARCHIVE


def test_gate_that_has_ended_knows_no_delay(scenario):
    contest = scenario.announced()
    acceptance = term(contest, "acceptance")
    instant = almaty("2026-03-30T10:00")

    ledger.settle(acceptance, now=instant, occurred_at=instant, by=scenario.head.pk, reason="")

    assert (acceptance.status, acceptance.delay_working_days, acceptance.was_late) == (
        TermStatus.DONE,
        None,
        False,
    )


# Rows that could lie


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("competition_announced_has_edition", {"edition": None}),
        ("competition_announced_at_and_by", {"announced_by": None}),
        ("competition_ended_at_and_by", {"ended_at": dt.datetime(2026, 4, 1, tzinfo=dt.UTC)}),
        ("competition_closes_after_announcement", {"closes_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)}),
    ],
)
def test_database_refuses_a_row_that_lies(scenario, name, values):
    contest = scenario.announced()

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Competition.objects.filter(pk=contest.pk).update(**values)


# Stage


@pytest.mark.parametrize(
    ("instant", "says", "stage"),
    [
        ("2026-03-20T23:59:59", {}, Stage.RECEPTION_OPEN),
        ("2026-03-21T00:00:00", {}, Stage.RECEPTION_CLOSED),
        ("2026-03-21T00:00:00", "SCREENING", Stage.SCREENING),
        ("2026-05-21T00:00:00", "AT_COMMISSION", Stage.AT_COMMISSION),
    ],
)
def test_stage_follows_the_clock_and_the_applications(scenario, room, instant, says, stage):
    contest = scenario.announced()
    room("stage", {contest.pk: says} if says else {})

    assert queries.stage_of(contest, now=almaty(instant)) == stage


# Public pages


def test_draft_is_invisible_to_the_public(scenario, client):
    contest = scenario.contest(titles={**TITLES, "ru": "Тайный черновик"})

    pages = [client.get(f"/ru/{page}/") for page in ("competitions", "archive", "results")]
    statuses = [
        client.get(f"/ru/competitions/{contest.pk}/{page}").status_code
        for page in ("", "results/", "decision/", "publications/1/")
    ]

    assert [page.status_code for page in pages] == [200, 200, 200]
    assert not any("Тайный черновик" in page.content.decode() for page in pages)
    assert statuses == [404, 404, 404, 404]


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_announcement_page_shows_the_last_day_the_text_and_the_terms(scenario, client, language):
    contest = scenario.announced(required_additional=[scenario.edition.law.additional_items[0].key])
    scenario.at("2026-03-16T14:05:12+05:00")

    page = client.get(f"/{language}/competitions/{contest.pk}/").content.decode()

    assert TEXT[language].split("\n")[0] in page
    assert 'datetime="2026-03-20"' in page
    assert f'href="/{language}/terms/?from=2026-01-12&amp;term=notice"' in page
    assert contest.publications.get().texts.get(language=language).sha256[:4] in page
    assert scenario.edition.law.why_not_in_force(dt.date(2026, 1, 12), language) in page


def test_announcement_page_says_what_is_left_in_days_and_hours(scenario, client):
    contest = scenario.announced()
    scenario.at("2026-03-16T14:05:00+05:00")

    page = client.get(f"/en/competitions/{contest.pk}/").content.decode()

    assert "4 days 9 hours left" in page


def test_earlier_text_stays_readable(scenario, client):
    contest = scenario.announced()
    services.change_text(
        contest,
        text={**TEXT, "en": "New words."},
        change_note=NOTE,
        acting_as=scenario.head,
        now=scenario.now,
    )

    latest = client.get(f"/en/competitions/{contest.pk}/").content.decode()
    earlier = client.get(f"/en/competitions/{contest.pk}/?version=1").content.decode()

    assert "New words." in latest
    assert "Applications are accepted." in earlier
    assert "This is an earlier text of the announcement." in earlier


def test_decision_is_public_once_announced(scenario, client):
    contest = scenario.announced()

    response = client.get(f"/kk/competitions/{contest.pk}/decision/")

    assert response.status_code == 200
    assert b"".join(response.streaming_content).startswith(b"%PDF")


def test_results_page_exists_only_after_publication(scenario, client, published):
    other = scenario.announced("2026-06-11T10:00:00+05:00", closing_on=dt.date(2026, 8, 20))

    assert client.get(f"/kk/competitions/{other.pk}/results/").status_code == 404
    assert client.get(f"/kk/competitions/{published.pk}/results/").status_code == 200
    assert TITLES["kk"] in client.get("/kk/results/").content.decode()


@pytest.mark.parametrize("words", ["аумақтық", "АУМАҚТЫҚ", "территориальных", "2026-1", "Cluster"])
def test_archive_finds_by_number_and_words_in_any_case(scenario, client, words):
    contest = scenario.announced()
    scenario.announced("2026-01-13T10:00:00+05:00", titles={"kk": "Басқа", "ru": "Другой", "en": "Other"})

    response = client.get("/kk/archive/", {"q": words})

    assert [row[0] for row in response.context["rows"]] == [contest]


def test_archive_narrows_by_year_and_state(scenario, client, published):
    assert [row[0] for row in client.get("/kk/archive/?year=2026&state=PUBLISHED").context["rows"]] == [
        published
    ]
    assert client.get("/kk/archive/?state=VOID").context["rows"] == []
    assert client.get("/kk/archive/?year=1999&after=%00&state=nonsense").status_code == 200


def test_search_of_the_list_goes_to_the_archive(client):
    response = client.get("/kk/competitions/", {"q": "сүт & май"})

    assert response.status_code == 302
    assert response["Location"].startswith("/kk/archive/?q=")


def test_home_page_shows_what_is_open_considered_and_decided(scenario, client, published):
    scenario.announced("2026-06-11T10:00:00+05:00", closing_on=dt.date(2026, 8, 20))
    closing = scenario.announced("2026-06-11T11:00:00+05:00", closing_on=dt.date(2026, 8, 19))
    scenario.at("2026-08-20T10:00:00+05:00")
    services.cancel(closing, ground=GROUND, document=DECISION, acting_as=scenario.head, now=scenario.now)

    shown = client.get("/ru/").context["competitions"]

    assert [row["term"]["due_on"] for row in shown.opened] == [dt.date(2026, 8, 20)]
    assert shown.considered == ()
    assert len(shown.decided) == 2


# The organiser's pages


def draft_answers(**changes) -> dict:
    answers = {
        **{f"title_{code}": title for code, title in TITLES.items()},
        **{f"text_{code}": text for code, text in TEXT.items()},
        "decision_kind": "приказ",
        "decision_number": "27",
        "decision_on": "12.01.2026",
        "decision_signatory": "А. Серікова",
        "closing_on": "20.03.2026",
        "ground_kind": "TRAINING",
        "ground_number": "1",
        "ground_on": "05.01.2026",
        "print-TOTAL_FORMS": "2",
        "print-INITIAL_FORMS": "0",
        "print-0-medium": "Газет",
        "print-0-planned_on": "12.01.2026",
        "print-1-medium": "",
        "print-1-planned_on": "",
    }
    return {**answers, **changes}


def upload() -> SimpleUploadedFile:
    return SimpleUploadedFile("decision.pdf", one_page(), "application/pdf")


def test_competition_is_drafted_edited_and_announced_in_the_browser(scenario, sign_in):
    scenario.at("2026-01-12T10:00:00+05:00")
    head = sign_in(scenario.head)

    made = head.post("/ru/organiser/competitions/new/", draft_answers(decision_file=upload()))
    contest = Competition.objects.get()
    assert made.status_code == 302
    assert made["Location"] == f"/ru/organiser/competitions/{contest.pk}/"
    saved = head.post(
        f"/ru/organiser/competitions/{contest.pk}/edit/",
        draft_answers(accepting_officer=str(scenario.registrar.pk), title_ru="Отбор 2026"),
    )
    assert saved.status_code == 302
    contest.refresh_from_db()
    assert (contest.title_ru, contest.decision_file is not None) == ("Отбор 2026", True)
    assert contest.prints.get().medium == "Газет"

    plan = head.get(f"/ru/organiser/competitions/{contest.pk}/announce/")
    assert [planned.due_on for planned in plan.context["plan"]] == [
        dt.date(2026, 3, 13),
        dt.date(2026, 3, 20),
        dt.date(2026, 4, 1),
        dt.date(2026, 4, 6),
        dt.date(2026, 5, 19),
        dt.date(2026, 5, 26),
        dt.date(2026, 6, 1),
        None,
    ]
    announced = head.post(f"/ru/organiser/competitions/{contest.pk}/announce/", {"confirmed": "on"})

    contest.refresh_from_db()
    assert announced.status_code == 302
    assert contest.state == State.ANNOUNCED


def test_invalid_draft_keeps_what_was_typed(scenario, sign_in):
    head = sign_in(scenario.head)

    response = head.post(
        "/ru/organiser/competitions/new/",
        draft_answers(title_kk="", closing_on="31.02.2026", title_ru="Мой отбор"),
    )

    page = response.content.decode()
    assert response.status_code == 200
    assert "Мой отбор" in page
    assert "31.02.2026" in page
    assert set(response.context["form"].errors) == {"title_kk", "closing_on"}
    assert not Competition.objects.exists()


def test_file_that_is_no_scan_is_refused_beside_its_field(scenario, sign_in):
    head = sign_in(scenario.head)
    wrong = SimpleUploadedFile("decision.pdf", b"MZ not a pdf", "application/pdf")

    response = head.post("/ru/organiser/competitions/new/", draft_answers(decision_file=wrong))

    assert list(response.context["form"].errors) == ["decision_file"]
    assert not Competition.objects.exists()


def test_announcing_an_incomplete_draft_shows_clause_and_way_on(scenario, sign_in):
    contest = scenario.contest(prints=[])
    head = sign_in(scenario.head)

    response = head.post(f"/ru/organiser/competitions/{contest.pk}/announce/", {"confirmed": "on"})

    assert response.status_code == 409
    assert response.context["refusal"].code == "print"
    assert "#c4" in response.content.decode()


def test_draft_announced_meanwhile_is_not_edited(scenario, sign_in):
    scenario.at("2026-01-12T10:00:00+05:00")
    contest = scenario.contest()
    announce(scenario, contest)

    response = sign_in(scenario.head).post(
        f"/ru/organiser/competitions/{contest.pk}/edit/", draft_answers(title_ru="Другое имя")
    )

    contest.refresh_from_db()
    assert response.status_code == 409
    assert contest.title_ru == TITLES["ru"]
    assert "Другое имя" in response.content.decode()


def test_proposal_follows_the_days_typed(scenario, sign_in):
    scenario.at("2026-01-12T10:00:00+05:00")
    registrar = sign_in(scenario.registrar)

    page = registrar.get(
        "/ru/organiser/competitions/proposal/", {"planned": "20.01.2026", "closing_on": "20.03.2026"}
    ).content.decode()

    assert "21 марта 2026" in page  # 60 calendar days after the issue: a Saturday of Nauryz
    assert "26 марта 2026" in page  # proposed


@pytest.mark.parametrize(
    ("name", "template"),
    [
        ("edit", None),
        ("announce", "announce"),
        ("confirm_print", None),
        ("change_text", "change_text"),
        ("extend", "extend"),
        ("declare_void", "declare_void"),
        ("cancel", "cancel"),
        ("correct", "correct"),
    ],
)
@pytest.mark.parametrize("language", ["kk", "en"])
def test_page_of_every_act_opens(scenario, sign_in, name, template, language):
    scenario.at("2026-01-12T10:00:00+05:00")
    contest = announce(scenario, scenario.contest())

    response = sign_in(scenario.head).get(
        f"/{language}/organiser/competitions/{contest.pk}/{name.replace('_', '-')}/", follow=True
    )

    assert response.status_code == 200
    if template:
        assert f"competitions/organiser/{template}.html" in [used.name for used in response.templates]


def test_every_act_is_taken_in_the_browser(scenario, sign_in):
    scenario.at("2026-01-12T10:00:00+05:00")
    contest = announce(scenario, scenario.contest())
    head, page = sign_in(scenario.head), f"/ru/organiser/competitions/{contest.pk}/"
    texts = {f"text_{code}": text for code, text in TEXT.items()}
    act = {"document_kind": "приказ", "document_number": "3", "document_on": "12.01.2026"}
    printed = {
        "print-TOTAL_FORMS": "1",
        "print-INITIAL_FORMS": "0",
        "print-0-medium": "Газет",
        "print-0-planned_on": "12.01.2026",
    }

    answers = [
        head.post(
            f"{page}prints/{contest.prints.get().pk}/confirm/",
            {"actual_on": "12.01.2026", "issue_number": "4", "evidence": upload()},
        ),
        head.post(f"{page}change-text/", {**texts, "note_kk": NOTE["kk"], "note_ru": NOTE["ru"]}),
        head.post(
            f"{page}extend/",
            {
                **act,
                **printed,
                "kind": "DECISION",
                "new_closing_on": "27.03.2026",
                "document_file": upload(),
                "reason_kk": "Себебі",
                "reason_ru": "Причина",
            },
        ),
        head.post(
            f"{page}cancel/", {"document": DECISION, "ground_kk": GROUND["kk"], "ground_ru": GROUND["ru"]}
        ),
    ]

    contest.refresh_from_db()
    assert [answer.status_code for answer in answers] == [302, 302, 302, 302]
    assert contest.state == State.CANCELLED
    assert contest.closing_on == dt.date(2026, 3, 27)
    assert [row.kind for row in contest.publications.all()] == [
        PublicationKind.ANNOUNCEMENT,
        PublicationKind.CHANGE,
        PublicationKind.EXTENSION,
        PublicationKind.CANCELLATION,
    ]


def test_refused_extension_keeps_what_was_typed(scenario, sign_in):
    contest = scenario.announced()
    answers = {
        "kind": "DECISION",
        "new_closing_on": "19.03.2026",
        "document_kind": "приказ",
        "document_number": "777",
        "document_on": "12.01.2026",
        "document_file": upload(),
        "reason_kk": "Себебі",
        "reason_ru": "Особая причина",
        "print-TOTAL_FORMS": "0",
        "print-INITIAL_FORMS": "0",
    }

    response = sign_in(scenario.head).post(f"/ru/organiser/competitions/{contest.pk}/extend/", answers)

    page = response.content.decode()
    assert (response.status_code, response.context["refusal"].code) == (409, "not_later")
    assert "777" in page
    assert "Особая причина" in page


def test_short_notice_is_said_on_the_page_of_the_selection(scenario, sign_in):
    scenario.at("2026-01-12T10:00:00+05:00")
    contest = announce(scenario, scenario.contest(closing_on=dt.date(2026, 3, 13)))
    scenario.at("2026-01-21T10:00:00+05:00")
    services.confirm_print(
        contest.prints.get(),
        actual_on=dt.date(2026, 1, 20),
        issue_number="5",
        evidence=pdf(scenario.now),
        acting_as=scenario.registrar,
        now=scenario.now,
    )

    response = sign_in(scenario.head).get(f"/en/organiser/competitions/{contest.pk}/")

    assert response.context["short"].code == "notice_short"
    assert "nothing else settles it" in response.content.decode()


@pytest.mark.parametrize("role", list(Role))
def test_organiser_pages_open_for_their_roles_only(scenario, sign_in, role):
    contest = scenario.contest()
    client = sign_in(scenario.people[role])
    readers = {Role.HEAD, Role.REGISTRAR, Role.SCREENER, Role.AUDITOR}
    writers = {Role.HEAD, Role.REGISTRAR}

    statuses = {
        name: client.get(reverse(f"competitions:{name}", args=args)).status_code
        for name, args in {
            "organiser": [],
            "manage": [contest.pk],
            "decision_file": [contest.pk],
            "new": [],
            "edit": [contest.pk],
            "announce": [contest.pk],
            "cancel": [contest.pk],
        }.items()
    }

    def allowed(roles):
        return 200 if role in roles else 403

    assert statuses == {
        "organiser": allowed(readers),
        "manage": allowed(readers),
        "decision_file": allowed(readers),
        "new": allowed(writers),
        "edit": allowed(writers),
        "announce": allowed({Role.HEAD}),
        "cancel": allowed({Role.HEAD}),
    }


def test_anonymous_reader_of_an_organiser_page_signs_in(scenario, client):
    response = client.get("/kk/organiser/competitions/")

    assert response.status_code == 302
    assert "next=/kk/organiser/competitions/" in response["Location"]


@pytest.mark.parametrize("page", ["competitions", "archive", "results", ""])
def test_public_lists_cost_the_same_for_one_row_and_for_thirty(scenario, client, published, page):
    contest = scenario.announced("2026-06-11T10:00:00+05:00", closing_on=dt.date(2026, 8, 20))
    closed = scenario.announced("2026-06-11T11:00:00+05:00", closing_on=dt.date(2026, 8, 19))
    scenario.at("2026-08-20T10:00:00+05:00")
    one = queries_of(client, f"/ru/{page}/".replace("//", "/"))

    for row in (contest, closed, published):
        copies(row, 29)

    assert queries_of(client, f"/ru/{page}/".replace("//", "/")) == one


def test_list_of_the_organiser_costs_the_same_for_one_row_and_for_thirty(scenario, sign_in):
    contest = scenario.announced()
    head = sign_in(scenario.head)
    one = queries_of(head, "/ru/organiser/competitions/")

    copies(contest, 29)

    assert queries_of(head, "/ru/organiser/competitions/") == one


def test_ground_and_training_are_said_on_the_public_page(scenario, client):
    contest = scenario.announced()

    page = client.get(f"/en/competitions/{contest.pk}/").content.decode()

    assert TRAINING["ground_kind"] == "TRAINING"
    assert "held on the ground: training, No. 1" in page
    assert EDITION_DIR.name in page


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_heads_announcing_at_once_announce_once():
    scenario = Scenario("2026-01-12T10:00:00+05:00")
    contest, other = scenario.contest(), scenario.contest()
    start = threading.Barrier(3)

    def press(row):
        start.wait()
        try:
            return services.announce(row, acting_as=scenario.head, now=scenario.now).number
        except TransitionRefused as refused:
            return refused.refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(press, (contest, Competition.objects.get(pk=contest.pk), other)))

    assert sorted(answers) == ["2026-1", "2026-2", "state"]
    assert contest.publications.count() == 1
    assert contest.terms.filter(key="acceptance").count() == 1
    assert verify_all(contest.stream).is_sound


@pytest.mark.parametrize(("role", "offered"), [("head", False), ("expert", False), ("representative", True)])
def test_way_to_apply_is_offered_to_participants_alone(scenario, sign_in, role, offered):
    contest = scenario.announced()
    apply = reverse("applications:start", args=[contest.pk])
    client = sign_in(getattr(scenario, role))

    pages = [
        client.get(reverse("competitions:competition", args=[contest.pk])),
        client.get(reverse("site:home")),
    ]

    assert [apply in page.content.decode() for page in pages] == [offered, offered]
