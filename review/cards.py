"""What the pages show of terms, checklists, acts and history. Reads, never writes."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from applications import transitions as filing
from applications.enums import Delivered, PaperSetState, State
from applications.models import Application, PaperSet
from cluster_selection.clock import day_of, local
from cluster_selection.competitions.timeline import count_url
from cluster_selection.editions.law import Law
from cluster_selection.editions.queries import current_edition
from cluster_selection.journal.models import AuditEntry
from cluster_selection.languages import format_day_short, pick
from cluster_selection.workdays.queries import current_calendar
from cluster_selection.workflow.engine import Transition, refusal_of
from cluster_selection.workflow.enums import TermStatus
from cluster_selection.workflow.models import RunningTerm
from cluster_selection.workflow.words import days_words, left_words
from review import transitions
from review.checklist import words_of
from review.documents import clause_text
from review.enums import Verdict
from review.models import Check, CheckLine

TONES = {
    State.REGISTERED: "run",
    State.NOT_ACCEPTED: "bad",
    State.ADMITTED: "ok",
    State.RETURNED: "bad",
    State.WITHDRAWN: "off",
    State.FORWARDED: "run",
    State.CONCLUSION_RECEIVED: "run",
    State.REFERRED: "run",
    State.WINNER: "ok",
    State.NOT_SELECTED: "off",
}


# Terms


def term_card(term: RunningTerm, *, law: Law, now: dt.datetime) -> dict:
    """Return a row of the ledger as the partial ``_term.html`` takes it, with the route to its count."""
    rule = law.term(term.key)
    name = pick(rule.names)
    left, tone = _left(term, rule.unit, now)
    return {
        "label": name[:1].upper() + name[1:],
        "due_on": term.due_on,
        "words": _("will be counted when the working-day calendar of the next year is signed"),
        "exact": True,
        "tone": tone,
        "left": left,
        "clause": term.clause,
        "edition_key": law.key,
        "count_url": _count_url(term, rule, law) if term.due_on and term.trace else "",
    }


def _left(term: RunningTerm, unit: str, now: dt.datetime) -> tuple[str, str]:
    if term.status == TermStatus.DONE:
        if term.delay_working_days:
            return _("done, %(days)s late") % {
                "days": days_words(term.delay_working_days, "working_days")
            }, "bad"
        return _("done in time"), "done"
    if term.status == TermStatus.VOID:
        return _("ended without its act"), "done"
    left = left_words(term.due_on, unit=unit, now=now, calendar=current_calendar())
    if term.is_overdue(now):
        return left, "bad"
    return left, "wait" if term.due_on == day_of(now) else ""


def _count_url(term: RunningTerm, rule, law: Law) -> str:
    in_hand = current_edition()
    return count_url(rule, term.basis_on, edition_key=law.key, key_in_hand=in_hand.key if in_hand else "")


def count_of(term: RunningTerm | None) -> dict | None:
    """Return the stored proof of a count as the partial ``_ribbon.html`` takes it."""
    if term is None or not term.trace or term.due_on is None:
        return None
    return {"trace": term.trace, "due_on": term.due_on.isoformat()}


# The checklist


@dataclass(frozen=True)
class Line:
    """One line of the checklist as the page shows it; ``own`` is what the official typed."""

    key: str
    words: str
    clause: str
    verdict: str
    label: str
    tone: str
    remark: str
    is_computed: bool
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """Lines of the checklist under one heading."""

    name: str
    clauses: tuple[str, ...]
    lines: tuple[Line, ...]


_VERDICT_TONES = {
    Verdict.IN_ORDER: "ok",
    Verdict.DEFECT: "bad",
    Verdict.NOT_APPLICABLE: "off",
    Verdict.OPEN: "wait",
}


def groups_of(
    lines: Iterable[CheckLine], law: Law, *, paper_note: str = "", paper_line: str = ""
) -> list[Group]:
    """Return the checklist in its groups; ``paper_note`` says what is known of the paper set."""
    by_key = {line.key: line for line in lines}
    groups: list[tuple[str, list, list]] = []
    for rule in law.checklist:
        if rule.key not in by_key:
            continue
        row = by_key[rule.key]
        if not groups or groups[-1][0] != rule.group_key:
            groups.append((rule.group_key, [], []))
            name = pick(rule.group)
            groups[-1][1].append(name[:1].upper() + name[1:])
        words = pick(rule.words)
        notes = words_of(row) + ([paper_note] if paper_note and rule.key == paper_line else [])
        groups[-1][2].append(
            Line(
                key=row.key,
                words=words[:1].upper() + words[1:],
                clause=rule.clause,
                verdict=row.verdict,
                label=str(Verdict(row.verdict).label),
                tone=_VERDICT_TONES[Verdict(row.verdict)],
                remark=row.remark,
                is_computed=bool(row.computed),
                notes=tuple(notes),
            )
        )
    return [
        Group(names[0], tuple(dict.fromkeys(line.clause for line in found)), tuple(found))
        for _key, names, found in groups
    ]


@dataclass(frozen=True)
class Progress:
    """How far a checklist is marked."""

    marked: int
    total: int
    defects: int

    @property
    def left(self) -> int:
        """Return how many lines are not marked yet."""
        return self.total - self.marked


def progress_of(lines: Iterable[CheckLine]) -> Progress:
    """Count the marks of a checklist."""
    verdicts = [line.verdict for line in lines]
    return Progress(
        marked=sum(verdict != Verdict.OPEN for verdict in verdicts),
        total=len(verdicts),
        defects=verdicts.count(Verdict.DEFECT),
    )


@dataclass(frozen=True)
class Reason:
    """A reason of return as the draft of the notice shows it."""

    number: int
    clause: str
    words: str
    text: str
    remark: str


def reasons_of(check: Check, law: Law) -> list[Reason]:
    """Return the defects of a check with their clauses, as they will stand in the notice."""
    rules = {rule.key: rule for rule in law.checklist}
    defects = check.lines.filter(verdict=Verdict.DEFECT)
    return [
        Reason(
            number=number,
            clause=rules[line.key].clause,
            words=pick(rules[line.key].words),
            text=pick(clause_text(law, rules[line.key].clause)),
            remark=line.remark,
        )
        for number, line in enumerate(defects, start=1)
    ]


def paper_note(paper_sets: Iterable[PaperSet], state: str) -> str:
    """Say in one line what came on paper and when, or that nothing came."""
    words = [_one(paper_set) for paper_set in paper_sets]
    if words:
        return "; ".join(words)
    if state == PaperSetState.AWAITED:
        return _("awaited until the end of acceptance")
    return _("nothing came on paper")


def _one(paper_set: PaperSet) -> str:
    words = _("%(originals)d original, %(copies)d copy, received %(at)s") % {
        "originals": paper_set.originals,
        "copies": paper_set.copies,
        "at": f"{local(paper_set.received_at):%d.%m.%Y, %H:%M}",
    }
    if paper_set.delivered == Delivered.POST:
        posted = _("posted %(day)s") % {"day": format_day_short(paper_set.posted_on)}
        words = f"{words}, {posted}"
    return words if paper_set.in_time else words + ", " + _("late")


# Acts


@dataclass(frozen=True)
class Act:
    """An act as a button; ``why`` says why it is not possible now, where that helps."""

    label: str
    url: str
    kind: str = "secondary"
    why: str = ""


_ACTS: tuple[tuple[Transition, str, str, str], ...] = (
    (transitions.OPEN_CHECK, gettext_lazy("Check the application"), "review:check", "primary"),
    (transitions.REOPEN_CHECK, gettext_lazy("Reopen the check"), "review:reopen_check", "secondary"),
    (filing.RECEIVE_PAPER_SET, gettext_lazy("Record a paper set"), "review:receive_paper_set", "secondary"),
    (
        filing.AMEND_BY_NOTICE,
        gettext_lazy("Enter a notice of amendment"),
        "review:amend_by_paper",
        "secondary",
    ),
    (
        filing.WITHDRAW_BY_NOTICE,
        gettext_lazy("Enter a notice of withdrawal"),
        "review:withdraw_by_paper",
        "secondary",
    ),
    (
        filing.STATE_LATE_WITHDRAWAL,
        gettext_lazy("Enter a statement of withdrawal after closing"),
        "review:state_by_paper",
        "secondary",
    ),
    (
        filing.RECORD_RETURN_OF_PAPERS,
        gettext_lazy("Record that the papers went back"),
        "review:papers_returned",
        "secondary",
    ),
    (transitions.ASK_FOR_DATA, gettext_lazy("Ask for additional data"), "review:ask_for_data", "secondary"),
)
_SENDING = (
    (transitions.FORWARD, gettext_lazy("Forward to the national institute"), "review:forwarding"),
    (transitions.REFER, gettext_lazy("Submit to the Commission"), "review:referral"),
    (
        transitions.REFER_WITHOUT_CONCLUSION,
        gettext_lazy("Submit to the Commission without conclusion"),
        "review:referral",
    ),
)


def acts_of(application: Application, *, acting_as, now: dt.datetime) -> list[Act]:
    """Return the acts the person may take on an application now, the next one first.

    An act that is refused for another reason than role or state is listed with that reason.
    """
    found = []
    for transition, label, name, kind in _ACTS:
        found += _offered(transition, application, acting_as, now, label, name, application.pk, kind)
    for transition, label, name in _SENDING:
        found += _offered(
            transition, application, acting_as, now, label, name, application.competition_id, "primary"
        )
    return sorted(found, key=lambda act: (bool(act.why), act.kind != "primary"))


def _offered(transition, application, acting_as, now, label, name, key, kind) -> list[Act]:
    refusal = refusal_of(transition, subject=application, acting_as=acting_as, now=now)
    if refusal is None:
        return [Act(str(label), reverse(name, kwargs={"pk": key}), kind)]
    if refusal.code in ("role", "state", "not_begun"):
        return []
    return [Act(str(label), "", kind, str(refusal.message))]


# History


@dataclass(frozen=True)
class Event:
    """A line of the trail in words, as the partial ``_timeline.html`` takes it."""

    at: dt.datetime
    title: str
    words: str
    tone: str = ""
    url: str = ""
    on: dt.date | None = None


ACTIONS = {
    "application.filed": (gettext_noop("Filed and registered"), "ok"),
    "application.paper_entered": (gettext_noop("Entered from paper and registered"), "ok"),
    "application.late_refused": (gettext_noop("Not accepted: the papers came late"), "bad"),
    "application.late_papers_returned": (gettext_noop("The papers went back to the participant"), "off"),
    "application.paper_set_received": (gettext_noop("Paper set received"), ""),
    "application.edited": (gettext_noop("The participant works on a change"), ""),
    "application.package_made": (gettext_noop("The participant checked the answers"), ""),
    "application.amended": (gettext_noop("Amended: a new version is registered"), "wait"),
    "application.amended_by_notice": (
        gettext_noop("Amended by a notice on paper: a new version is registered"),
        "wait",
    ),
    "application.amend.refused": (gettext_noop("A late amendment was refused"), "bad"),
    "application.file.refused": (gettext_noop("A late filing was refused"), "bad"),
    "application.withdrawn": (gettext_noop("Withdrawn"), "off"),
    "application.withdrawn_by_notice": (gettext_noop("Withdrawn by a notice on paper"), "off"),
    "application.withdraw.refused": (gettext_noop("A late withdrawal was refused"), "bad"),
    "application.late_withdrawal_stated": (
        gettext_noop("Statement of withdrawal after closing: nothing changes"),
        "",
    ),
    "application.registration_day_recorded": (gettext_noop("The day of registration is recorded"), ""),
    "application.check_started": (gettext_noop("Check begun"), ""),
    "application.check_taken_over": (gettext_noop("Check taken over"), ""),
    "application.check_marked": (gettext_noop("Lines of the checklist marked"), ""),
    "application.admitted": (gettext_noop("Meets the Rules"), "ok"),
    "application.returned": (gettext_noop("Returned"), "bad"),
    "application.check_reopened": (gettext_noop("Check reopened"), "wait"),
    "application.forwarded": (gettext_noop("Forwarded to the national institute"), "ok"),
    "application.conclusion_begun": (gettext_noop("Expert conclusion begun"), ""),
    "application.conclusion_received": (gettext_noop("Expert conclusion received"), "ok"),
    "application.referred": (gettext_noop("Submitted to the Commission"), "ok"),
    "application.referred_without_conclusion": (
        gettext_noop("Submitted to the Commission without conclusion"),
        "wait",
    ),
    "application.data_asked": (gettext_noop("Additional data asked for"), ""),
    "application.selected": (gettext_noop("Winner"), "ok"),
    "application.not_selected": (gettext_noop("Not selected"), "off"),
}
# Steps of writing: the participant's own, not part of the register.
UNSHOWN = ("application.edited", "application.package_made", "application.started")


def events_of(entries: Iterable[AuditEntry]) -> list[Event]:
    """Return entries of the trail in words, with the names of who acted; one query."""
    entries = list(entries)
    people = dict(
        get_user_model()
        .objects.filter(pk__in={entry.user_id for entry in entries if entry.user_id})
        .values_list("pk", "full_name")
    )
    return [_event(entry, people.get(entry.user_id, "")) for entry in entries]


def _event(entry: AuditEntry, person: str) -> Event:
    title, tone = ACTIONS.get(entry.action, (entry.action, ""))
    words = [person]
    if version := entry.facts.get("version"):
        words.append(_("version %(number)s") % {"number": version})
    if entry.clause:
        words.append(_("clause %(number)s") % {"number": entry.clause})
    if entry.occurred_at != entry.recorded_at:
        words.append(_("recorded later than it happened"))
    return Event(
        at=entry.occurred_at, title=_(title), words=" · ".join(word for word in words if word), tone=tone
    )
