"""When a competition's acts are possible. Guards read and never write."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from cluster_selection.clock import day_of
from cluster_selection.competitions import rooms
from cluster_selection.competitions.bases import internet_day, publication_day, running_or_last
from cluster_selection.competitions.enums import ExtensionKind, State
from cluster_selection.editions.queries import current_edition
from cluster_selection.languages import format_day
from cluster_selection.workdays.calendar import BeyondHorizon
from cluster_selection.workdays.queries import current_calendar
from cluster_selection.workflow.engine import Act
from cluster_selection.workflow.refusals import Refusal
from cluster_selection.workflow.terms import ClosingDay, earliest_closing_day
from cluster_selection.workflow.words import amount_words


def decision_is_recorded(act: Act) -> Refusal | None:
    """Require the organiser's decision to hold the selection: kind, number, day, signatory, file.

    Clause: 3
    """
    contest = act.contest
    recorded = (
        contest.decision_kind,
        contest.decision_number,
        contest.decision_on,
        contest.decision_signatory,
        contest.decision_file_id,
    )
    if all(recorded) and contest.decision_on <= day_of(act.now):
        return None
    if all(recorded):
        return Refusal(
            "decision_later",
            _("The decision to hold the selection cannot be later than its announcement."),
            _("Check the day of the decision."),
            clause=contest.law.clause_of("competition.decide"),
        )
    return Refusal(
        "decision",
        _("The decision to hold the selection is not recorded in full."),
        _("Record its kind, number, day, signatory and file."),
        clause=contest.law.clause_of("competition.decide"),
    )


def edition_is_in_force(act: Act) -> Refusal | None:
    """Refuse an edition that is not in force on the day of announcement, unless a ground is recorded."""
    contest = act.contest
    edition = contest.edition or current_edition()
    today = day_of(act.now)
    if edition.is_in_force_on(today):
        return None
    if contest.ground_kind and contest.ground_number and contest.ground_on:
        return None
    return Refusal(
        "edition",
        _("This edition of the Rules is not in force: %(why)s.")
        % {"why": edition.law.why_not_in_force(today)},
        _("Record a ground: a transitional provision, a pilot or training, with number and day."),
    )


def text_in_kazakh_and_russian(act: Act) -> Refusal | None:
    """Require the text of the announcement in the state language and in Russian."""
    version = act.contest.versions.last()
    if version and version.text_kk.strip() and version.text_ru.strip():
        return None
    return Refusal(
        "text",
        _("The announcement needs its text in Kazakh and in Russian."),
        _("Write both texts in the announcement."),
    )


def print_publication_is_named(act: Act) -> Refusal | None:
    """Require at least one publication in a periodical, with its planned or actual day.

    Clause: 4
    """
    if act.contest.prints.filter(extension=None).exists():
        return None
    return Refusal(
        "print",
        _("The announcement is placed in a periodical as well: none is named."),
        _("Add a periodical with its planned or actual day."),
    )


def official_page_is_recorded(act: Act) -> Refusal | None:
    """Where the portal is not the organiser's internet resource (T12), require the page and its instant.

    Clause: 4
    """
    contest = act.contest
    if contest.law.policy("T12") == "portal" or (contest.official_page_url and contest.official_page_at):
        return None
    return Refusal(
        "official_page",
        _("The page of the announcement on the organiser's internet resource is not recorded."),
        _("Record its address and when it appeared."),
    )


def accepting_officer_is_named(act: Act) -> Refusal | None:
    """Require the person who accepts applications (Annex 1)."""
    if act.contest.accepting_officer_id:
        return None
    return Refusal(
        "officer",
        _("The person who accepts applications is not named."),
        _("Choose the accepting officer."),
    )


def refusal_of_closing_day(
    contest, closing_on: dt.date | None, *, publication_on: dt.date | None, check_notice: bool = True
) -> Refusal | None:
    """Return why a closing day is not lawful, with the day to propose instead, or None.

    The day must be a working day (T3), within the calendar, and at least the notice term after the later
    publication.

    Clause: 5
    """
    law, calendar = contest.law, current_calendar()
    clause = law.term("notice").clause
    if closing_on is None:
        return Refusal("closing", _("The last day for applications is not set."), _("Set it."), clause)
    try:
        if law.policy("T3") == "refuse" and not calendar.is_working_day(closing_on):
            return Refusal(
                "closing_non_working",
                _("%(day)s is not a working day.") % {"day": format_day(closing_on)},
                _("Next working day: %(day)s") % {"day": format_day(next_working_day(calendar, closing_on))},
                clause,
            )
        if not check_notice:
            return None
        rule = law.term("notice")
        lawful = earliest_closing_day_of(contest, published_on=publication_on)
        if closing_on < lawful.earliest:
            return Refusal(
                "notice",
                _("The announcement must be published %(term)s before the last day.")
                % {"term": amount_words(rule)},
                _("Earliest lawful last day, counted from %(from)s: %(day)s")
                % {
                    "from": format_day(publication_on),
                    "day": format_day(lawful.proposed),
                },
                clause,
            )
    except BeyondHorizon as beyond:
        return Refusal(
            "horizon",
            _("The signed working calendar ends earlier: %(day)s") % {"day": format_day(beyond.horizon)},
            _("Sign the calendar of the next year first, or choose an earlier day."),
            clause,
        )
    return None


def next_working_day(calendar, day: dt.date) -> dt.date:
    """Return the first working day after a day; raises BeyondHorizon."""
    return calendar.next_working_day(day + dt.timedelta(days=1))


def effective_closing_day(contest, closing_on: dt.date) -> dt.date:
    """Return the day on which the reception really ends: where T3 lets it roll, the next working day.

    Raises BeyondHorizon.
    """
    if contest.law.policy("T3") == "refuse":
        return closing_on
    return current_calendar().next_working_day(closing_on)


def earliest_closing_day_of(contest, *, published_on: dt.date) -> ClosingDay:
    """Return the earliest lawful closing day and the one to propose; raises BeyondHorizon.

    Clause: 5
    """
    rule = contest.law.term("notice")
    return earliest_closing_day(
        current_calendar(),
        published=published_on,
        amount=rule.amount,
        unit=rule.unit,
        count_event_day=rule.count_event_day,
    )


def closing_day_is_lawful(act: Act) -> Refusal | None:
    """Refuse a closing day that is not a working day, too early, or beyond the calendar.

    Clause: 5
    """
    contest = act.contest
    published = publication_day(contest, internet_on=internet_day(contest) or day_of(act.now))
    return refusal_of_closing_day(contest, contest.closing_on, publication_on=published)


def not_the_closing_day(act: Act) -> Refusal | None:
    """Refuse a change of the text on the closing day and after it."""
    if day_of(act.now) < act.contest.closing_on:
        return None
    return Refusal(
        "closing_day",
        _("The text cannot be changed on the closing day or after it."),
        _("If it is needed, extend the term."),
    )


def extension_is_lawful(act: Act) -> Refusal | None:
    """Judge a later closing day: by decision with a new notice (T15), for a failure before the forwarding.

    Clause: 5
    """
    contest = act.contest
    extension = act.params.get("extension")
    if rooms.ask("any_forwarded", contest, default=False):
        return Refusal("forwarded", _("Applications have been forwarded: the closing day stands."), "")
    if extension is None:
        return None
    if extension.kind == ExtensionKind.DECISION and act.now >= contest.closes_at:
        return Refusal(
            "closed",
            _("After closing, only a recorded technical failure extends the term."),
            _("Record the failure: when it began and ended, and the act that establishes it."),
        )
    if extension.new_closing_on <= contest.closing_on:
        return Refusal(
            "not_later",
            _("An extension can only be later than the last day now: %(day)s")
            % {"day": format_day(contest.closing_on)},
            _("Choose a later day."),
        )
    if extension.kind == ExtensionKind.TECHNICAL_FAILURE:
        refusal = _refusal_of_failure(act, extension)
        if refusal is not None:
            return refusal
    anew = extension.kind == ExtensionKind.DECISION and contest.law.policy("T15") != "never_anew"
    days = [day_of(act.now), *(act.params.get("print_days") or [])]
    if anew and not act.params.get("print_days"):
        return Refusal(
            "print",
            _("The change of the closing day is published in a periodical as well: none is named."),
            _("Add a periodical with its planned or actual day."),
            clause=contest.law.clause_of("competition.announce"),
        )
    return refusal_of_closing_day(
        contest, extension.new_closing_on, publication_on=max(days), check_notice=anew
    )


def _refusal_of_failure(act: Act, extension) -> Refusal | None:
    if extension.new_closing_on < day_of(act.now):
        return Refusal("past", _("The new last day lies in the past."), _("Choose today or a later day."))
    began, ended = extension.failure_from, extension.failure_until
    if began is None or ended is None or ended <= began or ended > act.now:
        return Refusal(
            "failure",
            _("A technical failure is recorded when it is over: it began, then it ended, both in the past."),
            _("Check when the failure began and ended."),
        )
    if began >= act.contest.closes_at:
        return Refusal(
            "failure_after_closing",
            _("The failure began after the reception had ended: it hindered nobody."),
            _("Only a failure during the reception extends the term."),
        )
    return None


def closed_and_none_alive(act: Act) -> Refusal | None:
    """Allow VOID only after closing, and only when no application is alive.

    Clause: 11
    """
    if act.now < act.contest.closes_at:
        return Refusal(
            "open", _("The reception of applications is still open."), _("Wait for the closing day.")
        )
    if rooms.ask("alive", act.contest, default=0):
        return Refusal(
            "alive", _("There are applications to decide: the selection cannot be declared void."), ""
        )
    return None


def end_ground_is_written(act: Act) -> Refusal | None:
    """Require the published ground in Kazakh and in Russian."""
    if act.asking or (act.params.get("ground_kk", "").strip() and act.params.get("ground_ru", "").strip()):
        return None
    return Refusal("ground", _("The ground is published: write it in Kazakh and in Russian."), "")


def end_decision_is_named(act: Act) -> Refusal | None:
    """Require the decision by which the selection is cancelled: kind, number, day.

    Clause: 3
    """
    if act.asking or act.params.get("document", "").strip():
        return None
    return Refusal(
        "document", _("The decision to cancel is not named."), _("Write its kind, number and day.")
    )


def correction_is_written(act: Act) -> Refusal | None:
    """Require the text of a correction in Kazakh and in Russian, and the document behind it.

    Clause: 21
    """
    texts = (act.params.get("text_kk", ""), act.params.get("text_ru", ""))
    if act.asking or (all(text.strip() for text in texts) and act.params.get("document", "").strip()):
        return None
    return Refusal(
        "correction",
        _("A correction needs its text in Kazakh and in Russian, and the document behind it."),
        _("Write both texts and name the document."),
    )


def not_an_archive_entry(act: Act) -> Refusal | None:
    """Refuse corrections of an archive entry: the portal published no results of it."""
    if not act.contest.imported:
        return None
    return Refusal("archive", _("This is an archive entry: its results were not published here."), "")


def text_is_written(act: Act) -> Refusal | None:
    """Require the changed text and the note of what changed in Kazakh and in Russian."""
    wanted = ("text_kk", "text_ru", "note_kk", "note_ru")
    if act.asking or all(act.params.get(name, "").strip() for name in wanted):
        return None
    return Refusal(
        "text",
        _("A change needs the new text and what changed, in Kazakh and in Russian."),
        _("Write both."),
    )


def no_protocol_is_signed(act: Act) -> Refusal | None:
    """Refuse to cancel once a protocol is signed."""
    if not rooms.ask("any_protocol_signed", act.contest, default=False):
        return None
    return Refusal("protocol", _("A protocol is signed: the selection cannot be cancelled."), "")


def every_application_is_decided(act: Act) -> Refusal | None:
    """Require that signed protocols decide every referred application.

    Clause: 20
    """
    if not rooms.ask("undecided", act.contest, default=0):
        return None
    return Refusal(
        "undecided",
        _("Not every referred application is decided yet."),
        _("A further protocol must decide the rest."),
    )


def some_application_is_undecided(act: Act) -> Refusal | None:
    """The counterpart: an earlier protocol only adds its items."""
    if rooms.ask("undecided", act.contest, default=0):
        return None
    return Refusal("decided", _("Every referred application is decided."), "")


def print_is_of_this_contest(act: Act) -> Refusal | None:
    """Judge a confirmed print publication: it is still to be confirmed, and its day is not in the future."""
    waiting = act.contest.prints.filter(actual_on=None)
    row = act.params.get("print")
    if not (waiting.filter(pk=row.pk) if row is not None else waiting).exists():
        return Refusal(
            "confirmed",
            _("No publication in a periodical waits for its confirmation."),
            _("A wrong day is corrected by a new publication of the change."),
        )
    actual_on = act.params.get("actual_on")
    if actual_on is None or actual_on <= day_of(act.now):
        return None
    return Refusal(
        "future", _("The day of publication lies in the future."), _("Confirm it when it has appeared.")
    )


def notice_is_short(contest) -> Refusal | None:
    """Return the finding that the confirmed publications leave too short a notice; only *extend* settles it.

    Clause: 5
    """
    if contest.state != State.ANNOUNCED:
        return None
    term = running_or_last(contest, "notice")
    if term is None or term.due_on is None or contest.closing_on >= term.due_on:
        return None
    return Refusal(
        "notice_short",
        _("The notice is too short. Counted from the later publication it ends: %(day)s")
        % {"day": format_day(term.due_on)},
        _("Extend the term by decision: nothing else settles it."),
        contest.law.term("notice").clause,
    )
