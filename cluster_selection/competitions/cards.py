"""Competitions in short: the cards and rows of the home page and of the public lists."""

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _

from cluster_selection.accounts.enums import Office
from cluster_selection.clock import day_of
from cluster_selection.competitions import queries, rooms, timeline
from cluster_selection.competitions.enums import Stage, State
from cluster_selection.competitions.models import Competition
from cluster_selection.editions.queries import current_edition
from cluster_selection.languages import pick, translated
from cluster_selection.workdays.queries import current_calendar
from cluster_selection.workflow.words import left_words, time_left_words

MOST_OPEN = 20
MOST_CONSIDERED = 30


def title_of(contest: Competition) -> str:
    """Return the number and the title of a competition in the reader's language."""
    return f"№ {contest.number}: {translated(contest, 'title')}"


def closing_term(
    contest: Competition,
    *,
    now: dt.datetime,
    key_in_hand: str,
    apply_url: str | None = None,
    read: bool = False,
) -> dict:
    """Return the last day for applications as the partial ``_term.html`` takes it.

    ``key_in_hand`` is the key of the edition the term calculator counts by; ``read`` adds the way to the
    announcement.

    Clause: 5, 11
    """
    law = contest.law
    is_open = contest.is_open(now)
    acts = []
    if is_open and apply_url:
        acts.append({"label": _("Prepare an application"), "url": apply_url, "kind": "primary"})
    if read:
        url = reverse("competitions:competition", args=[contest.pk])
        acts.append({"label": _("Read the announcement"), "url": url, "kind": "secondary"})
    return {
        "label": _("Last day for applications"),
        "due_on": contest.closing_on,
        "exact": True,
        "tone": "" if is_open else "done",
        "left": time_left_words(contest.closes_at, now=now) if is_open else _reception_words(contest),
        "clause": _clauses(law) if law.terms else "",
        "edition_key": law.key,
        "count_url": _notice_url(contest, key_in_hand)
        if contest.announced_at and not contest.imported
        else "",
        "acts": acts,
    }


def _reception_words(contest: Competition) -> str:
    if contest.state == State.CANCELLED:
        return _("the selection is cancelled")
    return _("the reception has ended")


def _clauses(law) -> str:
    found = dict.fromkeys(law.terms[key].clause for key in ("notice", "acceptance") if key in law.terms)
    return ", ".join(found)


def _notice_url(contest: Competition, key_in_hand: str) -> str:
    rule = contest.law.terms.get("notice")
    if rule is None:
        return ""
    return timeline.count_url(
        rule, day_of(contest.announced_at), edition_key=contest.law.key, key_in_hand=key_in_hand
    )


def apply_url_for(contest: Competition, acting_as) -> str | None:
    """Return where an application is prepared, for visitors and participants; offices do not apply."""
    if acting_as is not None and acting_as.office != Office.APPLICANTS:
        return None
    return rooms.ask("apply_url", contest)


def opened(now: dt.datetime, *, acting_as=None) -> tuple[dict, ...]:
    """Return the competitions that accept applications, with the way to apply for those who may."""
    key_in_hand = getattr(current_edition(), "key", "")
    rows = []
    for contest in queries.open_competitions(now)[:MOST_OPEN]:
        apply_url = apply_url_for(contest, acting_as)
        term = closing_term(contest, now=now, key_in_hand=key_in_hand, apply_url=apply_url, read=True)
        rows.append(
            {
                "title": title_of(contest),
                "url": reverse("competitions:competition", args=[contest.pk]),
                "term": term,
                "apply_url": apply_url or "",
            }
        )
    return tuple(rows)


def considered(now: dt.datetime) -> tuple[dict, ...]:
    """Return the competitions under consideration with the duty whose day comes first."""
    contests = list(queries.considered_competitions(now)[:MOST_CONSIDERED])
    if not contests:
        return ()
    stages = queries.stages_of(contests, now=now)
    duties = queries.running_duties_of(contests)
    calendar = current_calendar()
    rows = []
    for contest in contests:
        stage, duty, law = stages[contest.pk], duties.get(contest.pk), contest.law
        if stage == Stage.RECEPTION_CLOSED:
            duty = None
        rule = law.terms.get(duty.key) if duty else None
        rows.append(
            {
                "title": title_of(contest),
                "url": reverse("competitions:competition", args=[contest.pk]),
                "tag": stage.tone,
                "word": stage.label,
                "term": pick(rule.names) if rule else "",
                "due_on": duty.due_on if duty else None,
                "clause": duty.clause if duty else "",
                "edition_key": law.key,
                "left": left_words(duty.due_on, unit=rule.unit, now=now, calendar=calendar) if rule else "",
            }
        )
    return tuple(rows)


def decided(*, size: int) -> tuple[dict, ...]:
    """Return the competitions decided lately, archive entries last."""
    rows = []
    for contest in queries.decided_competitions()[:size]:
        stage = Stage.ARCHIVE if contest.imported else Stage(contest.state)
        page = "results_of" if contest.state == State.PUBLISHED else "competition"
        rows.append(
            {
                "title": title_of(contest),
                "url": reverse(f"competitions:{page}", args=[contest.pk]),
                "tag": stage.tone,
                "word": stage.label,
                "on": contest.closing_on if contest.imported else day_of(contest.decided_at),
                "words": translated(contest, "end_ground"),
            }
        )
    return tuple(rows)


def edition_words(contest: Competition) -> str:
    """Say which edition governs a competition, and on what ground where it was not in force on the day."""
    law = contest.law
    day = day_of(contest.announced_at) if contest.announced_at else contest.closing_on
    why = law.why_not_in_force(day) if day and not contest.imported else ""
    if not why:
        return law.short()
    words = _("%(edition)s, not in force: %(why)s") % {"edition": law.short(), "why": why}
    if not contest.ground_kind:
        return words
    return _("%(words)s; held on the ground: %(ground)s, No. %(number)s") % {
        "words": words,
        "ground": contest.get_ground_kind_display(),
        "number": contest.ground_number,
    }
