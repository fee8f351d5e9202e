"""What changes a competition: one function an act, one transaction each (clauses 3–5, 20, 21)."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import override

from cluster_selection.clock import day_of, end_of, start_of
from cluster_selection.competitions import guards, transitions
from cluster_selection.competitions.enums import State
from cluster_selection.competitions.models import (
    AnnouncementVersion,
    Competition,
    Correction,
    Extension,
    PrintPublication,
)
from cluster_selection.competitions.notices import tell_draft_holders
from cluster_selection.editions.queries import current_edition
from cluster_selection.journal import services as journal
from cluster_selection.languages import LANGUAGES, in_three, translated
from cluster_selection.workflow.engine import perform
from cluster_selection.workflow.enums import PublicationKind
from cluster_selection.workflow.models import stream_of
from cluster_selection.workflow.publication import Content, publish


@transaction.atomic
def draft_competition(
    *,
    titles: dict[str, str],
    text: dict[str, str],
    prints: Iterable[PrintPublication] = (),
    acting_as,
    now: dt.datetime,
    **fields,
) -> Competition:
    """Open a draft of a competition with the first version of its announcement.

    ``prints`` are unsaved rows of the periodicals; ``fields`` are columns of the competition.

    Clause: 3
    """
    contest = Competition.objects.create(**_titles(titles), created_at=now, created_by=acting_as, **fields)
    AnnouncementVersion.objects.create(
        competition=contest, number=1, **{f"text_{code}": text.get(code, "") for code in LANGUAGES}
    )
    _replace_prints(contest, prints)
    journal.append(
        contest.stream,
        action="competition.drafted",
        act="competition.decide",
        clause=contest.law.clause_of("competition.decide"),
        subject=("competition", contest.pk),
        actor=acting_as.actor(),
        occurred_at=now,
        recorded_at=now,
        facts={},
    )
    return contest


def save_draft(
    contest: Competition,
    *,
    titles: dict[str, str] | None = None,
    text: dict[str, str] | None = None,
    prints: Iterable[PrintPublication] | None = None,
    acting_as,
    now: dt.datetime,
    **fields,
) -> Competition:
    """Write a draft; what is left out stays. Raises TransitionRefused once it is announced.

    Clause: 3
    """

    def write(subject):
        if text is not None:
            subject.versions.filter(number=1).update(
                **{f"text_{code}": text.get(code, "") for code in LANGUAGES}
            )
        if prints is not None:
            _replace_prints(subject, prints)
        return {"fields": sorted(fields)}

    return perform(
        transitions.SAVE_DRAFT,
        subject=contest,
        acting_as=acting_as,
        now=now,
        stamps={**fields, **(_titles(titles) if titles else {})},
        before_audit=write,
    )


def _titles(titles: dict[str, str]) -> dict[str, str]:
    return {f"title_{code}": titles.get(code, "") for code in LANGUAGES}


def _replace_prints(contest: Competition, prints: Iterable[PrintPublication]) -> None:
    contest.prints.filter(extension=None).delete()
    for row in prints:
        row.competition = contest
        row.save(force_insert=True)


def announce(contest: Competition, *, acting_as, now: dt.datetime) -> Competition:
    """Publish the announcement: bind the edition, take the number, start the chain of terms.

    Raises TransitionRefused.

    Clause: 3, 4, 5
    """
    return perform(
        transitions.ANNOUNCE,
        subject=contest,
        acting_as=acting_as,
        now=now,
        stamps={
            "edition": lambda subject: subject.edition or current_edition(),
            "number": lambda subject: subject.number or next_number(now),
            "announced_at": now,
            "announced_by": acting_as,
            "closing_on": lambda subject: guards.effective_closing_day(subject, subject.closing_on),
            "closes_at": lambda subject: end_of(subject.closing_on),
        },
        before_audit=_announced_rows(acting_as, now),
    )


def next_number(now: dt.datetime) -> str:
    """Take the next number of a competition in the year of its announcement, e.g. 2026-1."""
    year = day_of(now).year
    return f"{year}-{journal.next_number(f'competition:{year}')}"


def _announced_rows(acting_as, now):
    def write(contest):
        version = contest.versions.last()
        version.published_at, version.published_by = now, acting_as
        version.save(update_fields=["published_at", "published_by"])
        _publish(contest, PublicationKind.ANNOUNCEMENT, "announcement", {"version": version}, acting_as, now)
        return {"edition": contest.edition.key, "closing_on": contest.closing_on.isoformat()}

    return write


def confirm_print(
    print_publication: PrintPublication,
    *,
    actual_on: dt.date,
    issue_number: str,
    evidence,
    acting_as,
    now: dt.datetime,
) -> Competition:
    """Record when the announcement appeared in print; the notice is recounted from the later publication.

    The act happened on the day of the issue. ``evidence`` is a stored scan; without it only the issue of
    today is taken. Raises TransitionRefused.

    Clause: 4, 5
    """

    def write(contest):
        row = contest.prints.select_for_update().get(pk=print_publication.pk)
        row.actual_on, row.issue_number, row.evidence = actual_on, issue_number, evidence
        row.save(update_fields=["actual_on", "issue_number", "evidence"])
        return {"print": str(row.pk), "actual_on": actual_on.isoformat()}

    return perform(
        transitions.CONFIRM_PRINT,
        subject=print_publication.competition,
        acting_as=acting_as,
        now=now,
        occurred_at=start_of(actual_on) if actual_on < day_of(now) else now,
        evidence=evidence,
        params={"print": print_publication, "actual_on": actual_on},
        before_audit=write,
    )


def change_text(
    contest: Competition,
    *,
    text: dict[str, str],
    change_note: dict[str, str],
    acting_as,
    now: dt.datetime,
) -> Competition:
    """Publish a new version of the announcement beside the old; tell everyone with a draft.

    Raises TransitionRefused.

    Clause: 4
    """

    def write(subject):
        version = AnnouncementVersion.objects.create(
            competition=subject,
            number=subject.versions.last().number + 1,
            change_note_kk=change_note["kk"],
            change_note_ru=change_note["ru"],
            published_at=now,
            published_by=acting_as,
            **{f"text_{code}": text.get(code, "") for code in LANGUAGES},
        )
        _publish(subject, PublicationKind.CHANGE, "change", {"version": version}, acting_as, now)
        tell_draft_holders(
            subject,
            "competition.text_changed",
            now=now,
            context={"note": {"kk": change_note["kk"], "ru": change_note["ru"]}},
        )
        return {"version": version.number}

    return perform(
        transitions.CHANGE_TEXT,
        subject=contest,
        acting_as=acting_as,
        now=now,
        params={
            **{f"text_{code}": text.get(code, "") for code in LANGUAGES},
            **{f"note_{code}": change_note.get(code, "") for code in ("kk", "ru")},
        },
        before_audit=write,
    )


def extend(
    contest: Competition,
    extension: Extension,
    *,
    prints: list[PrintPublication] = (),
    acting_as,
    now: dt.datetime,
) -> Competition:
    """Move the closing day later, by decision or for a recorded technical failure; recount the chain.

    ``extension`` and ``prints`` are unsaved rows. Raises TransitionRefused.

    Clause: 5, 11
    """

    def write(subject):
        extension.competition, extension.new_closing_on = subject, subject.closing_on
        extension.made_at, extension.made_by = now, acting_as
        extension.save(force_insert=True)
        for row in prints:
            row.competition, row.extension = subject, extension
            row.save(force_insert=True)
        _publish(subject, PublicationKind.EXTENSION, "extension", {"extension": extension}, acting_as, now)
        tell_draft_holders(
            subject, "competition.extended", now=now, context={"closing_on": subject.closing_on.isoformat()}
        )
        return {"extension": str(extension.pk), "closing_on": subject.closing_on.isoformat()}

    def closing_on(subject):
        extension.previous_closing_on = subject.closing_on
        return guards.effective_closing_day(subject, extension.new_closing_on)

    return perform(
        transitions.EXTEND,
        subject=contest,
        acting_as=acting_as,
        now=now,
        params={"extension": extension, "print_days": [row.counted_on for row in prints]},
        stamps={"closing_on": closing_on, "closes_at": lambda subject: end_of(subject.closing_on)},
        before_audit=write,
    )


def declare_void(contest: Competition, *, ground: dict[str, str], acting_as, now: dt.datetime) -> Competition:
    """Declare the selection void after closing, when no application is alive, and publish the ground.

    Raises TransitionRefused.

    Clause: 11
    """
    return _end(transitions.DECLARE_VOID, contest, PublicationKind.VOID, "void", ground, acting_as, now)


def cancel(
    contest: Competition, *, ground: dict[str, str], document: str, acting_as, now: dt.datetime
) -> Competition:
    """Cancel the selection before a protocol is signed; publish the ground and tell everyone.

    ``document`` names the decision: kind, number, day. Raises TransitionRefused.

    Clause: 3
    """
    return _end(
        transitions.CANCEL,
        contest,
        PublicationKind.CANCELLATION,
        "cancellation",
        ground,
        acting_as,
        now,
        document,
    )


def _end(transition, contest, kind, message, ground, acting_as, now, document=""):
    def write(subject):
        _publish(subject, kind, message, {"ground": ground, "document": document}, acting_as, now)
        tell_draft_holders(subject, f"competition.{message}", now=now, context={"ground": ground})
        return {}

    return perform(
        transition,
        subject=contest,
        acting_as=acting_as,
        now=now,
        params={"document": document, **{f"ground_{code}": ground.get(code, "") for code in LANGUAGES}},
        stamps={
            "ended_at": now,
            "ended_by": acting_as,
            "end_document": document,
            **{f"end_ground_{code}": ground.get(code, "") for code in LANGUAGES},
        },
        before_audit=write,
    )


def add_correction(
    contest: Competition, *, kind: str, text: dict[str, str], document: str, acting_as, now: dt.datetime
) -> Competition:
    """Publish a correction or a supplement beside the results; the results themselves never change.

    Raises TransitionRefused.

    Clause: 21
    """

    def write(subject):
        row = Correction.objects.create(
            competition=subject,
            kind=kind,
            document=document,
            made_at=now,
            made_by=acting_as.user,
            **{f"text_{code}": text.get(code, "") for code in LANGUAGES},
        )
        _publish(subject, kind, "correction", {"correction": row}, acting_as, now)
        return {"correction": str(row.pk)}

    return perform(
        transitions.ADD_CORRECTION,
        subject=contest,
        acting_as=acting_as,
        now=now,
        params={"document": document, **{f"text_{code}": text.get(code, "") for code in LANGUAGES}},
        before_audit=write,
    )


@transaction.atomic
def import_archive(
    *,
    number: str,
    titles: dict[str, str],
    edition,
    closing_on: dt.date,
    archive: dict,
    texts: dict,
    acting_as,
    now,
) -> Competition:
    """Enter a contest of the past as PUBLISHED, marked as an archive entry, without ledger or gates."""
    contest = Competition.objects.create(
        number=number,
        title_kk=titles["kk"],
        title_ru=titles["ru"],
        title_en=titles.get("en", ""),
        edition=edition,
        closing_on=closing_on,
        state=State.PUBLISHED,
        imported=True,
        archive=archive,
        created_at=now,
        created_by=acting_as,
    )
    publish(contest, PublicationKind.ARCHIVE, texts, acting_as=acting_as, now=now)
    journal.append(
        stream_of(contest.pk),
        action="competition.archive_imported",
        act="competition.import_archive",
        clause=contest.law.clause_of("competition.import_archive"),
        subject=("competition", contest.pk),
        actor=acting_as.actor(),
        occurred_at=now,
        recorded_at=now,
        facts={"number": number},
    )
    return contest


def _publish(contest, kind, template, context, acting_as, now) -> None:
    law = contest.law
    wanted = set(contest.required_additional)
    facts = {
        "contest": contest,
        "law": law,
        "now": now,
        "prints": list(contest.prints.filter(extension=context.get("extension"))),
        "officer": contest.accepting_officer.user if contest.accepting_officer_id else None,
        "additional": [item for item in law.additional_items if item.key in wanted],
        **context,
    }
    texts = {}
    for language in LANGUAGES:
        with override(language):
            body = render_to_string(
                f"competitions/publications/{template}.html",
                {**facts, "language": language, "not_in_force": law.why_not_in_force(day_of(now))},
            )
            texts[language] = Content(title=translated(contest, "title", language), body=body)
    publish(contest, kind, texts, acting_as=acting_as, now=now, facts={"titles": in_three(contest, "title")})
