"""What the home page tells: the steps of the Rules as the edition counts them, and the competitions."""

import datetime as dt
import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from cluster_selection.competitions import cards
from cluster_selection.editions.law import Law
from cluster_selection.workflow.words import term_words


@dataclass(frozen=True)
class _Stage:
    """One step of the procedure: the acts whose clauses it covers, and the terms that bind it."""

    title: str
    words: str
    acts: tuple[str, ...]
    terms: tuple[str, ...]


_STAGES = (
    _Stage(
        _("Announcement of the competition"),
        _("The selection organiser takes the decision and announces it in print and on the portal."),
        ("competition.decide", "competition.announce", "competition.extend"),
        ("notice",),
    ),
    _Stage(
        _("Filing of applications"),
        _(
            "A selection participant submits the application, the consents of the members "
            "and the information."
        ),
        ("application.start", "application.file"),
        ("acceptance",),
    ),
    _Stage(
        _("Check"),
        _(
            "The organiser checks the application against the Rules and returns it in writing "
            "if it does not meet them."
        ),
        ("application.check",),
        ("check",),
    ),
    _Stage(
        _("Forwarding to the national institute"),
        _("The organiser forwards the applications that meet the Rules."),
        ("application.forward",),
        ("forward",),
    ),
    _Stage(
        _("Analysis"),
        _("The national institute gives an expert conclusion on every application. It is advisory."),
        ("conclusion.assign", "conclusion.sign"),
        ("analysis",),
    ),
    _Stage(
        _("Submission to the Commission"),
        _("The conclusions go to the organiser, who submits the application materials to the Commission."),
        ("conclusion.hand_over", "referral.send"),
        ("hand_over", "refer"),
    ),
    _Stage(
        _("Decision of the Commission"),
        _("The Commission determines the winners; the decision is recorded in a protocol."),
        ("meeting.record", "protocol.sign"),
        (),
    ),
    _Stage(
        _("Publication of the results"),
        _("The organiser announces the results on its internet resource."),
        ("competition.publish_results",),
        ("publish",),
    ),
)


@dataclass(frozen=True)
class Step:
    """One step as the home page shows it; ``clauses`` is "12" or "3–5", or empty without an edition."""

    title: str
    words: str
    terms: tuple[str, ...]
    clauses: str


def steps_of(law: Law | None) -> list[Step]:
    """Return the eight steps with the clauses and terms of the edition; without one, the steps alone."""
    return [
        Step(
            title=str(stage.title),
            words=str(stage.words),
            terms=_terms(law, stage) if law else (),
            clauses=_clauses(law, stage) if law else "",
        )
        for stage in _STAGES
    ]


def _clauses(law: Law, stage: _Stage) -> str:
    clauses = [law.acts[act] for act in stage.acts if act in law.acts]
    clauses += [law.terms[term].clause for term in stage.terms if term in law.terms]
    numbers = sorted({int(match[0]) for clause in clauses if (match := re.match(r"\d+", clause))})
    if not numbers:
        return ""
    return str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}–{numbers[-1]}"


def _terms(law: Law, stage: _Stage) -> tuple[str, ...]:
    if not stage.terms:
        return (str(_("the Rules set no term")),)
    return tuple(term_words(law.terms[key]) for key in stage.terms if key in law.terms)


@dataclass(frozen=True)
class Competitions:
    """The three lists of the home page.

    ``opened``: {title, url, term (as partials/_term.html takes it), apply_url}; ``considered``: {title, url,
    tag, word, term, due_on, clause, edition_key, left}; ``decided``: {title, url, tag, word, on, words}.
    """

    opened: tuple = ()
    considered: tuple = ()
    decided: tuple = ()


DECIDED_ON_HOME = 5


def competitions_at(now: dt.datetime, *, acting_as=None) -> Competitions:
    """Return what is open, what is under consideration and what was decided lately."""
    return Competitions(
        opened=cards.opened(now, acting_as=acting_as),
        considered=cards.considered(now),
        decided=cards.decided(size=DECIDED_ON_HOME),
    )
