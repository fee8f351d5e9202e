"""Who is told what of checks, batches, conclusions and requests; ``delivery`` queues, sends and records."""

import datetime as dt

from cluster_selection.accounts.enums import Role
from cluster_selection.accounts.queries import people_with_role
from cluster_selection.clock import day_of
from cluster_selection.delivery.services import notify
from cluster_selection.languages import in_three
from review.enums import Verdict
from review.models import Batch, Check, Conclusion, DataRequest
from review.queries import check_term_of

_PARTICIPANT = (Role.REPRESENTATIVE, Role.EDITOR)


def tell_admitted(check: Check, *, now: dt.datetime) -> None:
    """Tell the participant that the application meets the Rules.

    Clause: 12
    """
    _tell_participant(check.application, "application.admitted", {"version": check.version.number}, now)


def tell_returned(check: Check, *, now: dt.datetime) -> None:
    """Tell the participant in writing that the application is returned, with each reason and its clause.

    Clause: 12
    """
    contest = check.application.competition
    lines = {line.key: line for line in contest.law.checklist}
    context = {
        "reasons": [
            {"clause": lines[line.key].clause, "words": dict(lines[line.key].words), "remark": line.remark}
            for line in check.lines.filter(verdict=Verdict.DEFECT)
        ],
        "clause": contest.law.clause_of("application.return"),
        "document": check.document.number,
        "code": check.document.code,
        "reception_is_open": contest.is_open(now),
        "closing_on": contest.closing_on.isoformat(),
    }
    _tell_participant(check.application, "application.returned", context, now)


def tell_reopened(check: Check, *, now: dt.datetime) -> None:
    """Tell the participant and the officials who check that the application is checked again.

    Clause: 12
    """
    application = check.application
    context = {"document": check.reopen_document}
    _tell_participant(application, "application.check_reopened", context, now)
    _notify(
        people_with_role(Role.SCREENER, day=day_of(now)),
        "application.check_reopened_office",
        {**_about(application), **context},
        application.competition_id,
        f"/checks/{application.pk}/",
        now,
    )


def tell_forwarded(batch: Batch, *, now: dt.datetime) -> None:
    """Tell the institute that a batch came, and each participant that its application went there.

    Clause: 13
    """
    institute = people_with_role(Role.COORDINATOR, Role.INSTITUTE_HEAD, day=day_of(now))
    _tell_of_batch(batch, institute, "batch.forwarded", f"/batches/{batch.pk}/", now)
    for item in batch.items.select_related("application__participant", "application__competition"):
        _tell_participant(item.application, "application.forwarded", {"version": item.version.number}, now)


def tell_referred(batch: Batch, *, now: dt.datetime) -> None:
    """Tell the Commission that a batch came, and each participant that its application is before it.

    Clause: 18
    """
    commission = people_with_role(Role.SECRETARY, Role.CHAIR, day=day_of(now))
    _tell_of_batch(batch, commission, "batch.referred", f"/commission/{batch.competition_id}/", now)
    for item in batch.items.select_related("application__participant", "application__competition"):
        _tell_participant(item.application, "application.referred", {}, now)


def tell_assigned(conclusion: Conclusion, *, now: dt.datetime, by) -> None:
    """Tell an expert that a conclusion is to be written; nobody is told of what he took himself.

    Clause: 14
    """
    expert, application = conclusion.expert, conclusion.application
    if expert is None or expert.pk == by.pk:
        return
    _notify(
        [expert.user],
        "conclusion.assigned",
        _about(application),
        application.competition_id,
        f"/conclusions/{conclusion.pk}/",
        now,
        legal=False,
    )


def tell_handed_over(conclusion: Conclusion, *, now: dt.datetime) -> None:
    """Tell the organiser that a conclusion was handed over.

    Clause: 17
    """
    application = conclusion.application
    _notify(
        people_with_role(Role.REGISTRAR, Role.HEAD, day=day_of(now)),
        "conclusion.handed_over",
        {
            **_about(application),
            "conclusion": conclusion.number,
            "addendum": conclusion.addendum_to_id is not None,
        },
        application.competition_id,
        f"/register/{application.pk}/",
        now,
    )


def tell_data_asked(request: DataRequest, *, now: dt.datetime) -> None:
    """Tell the participant that additional data are asked for.

    Clause: 7
    """
    law = request.application.competition.law
    context = {
        "asked_for": request.asked_for,
        "items": [
            {"number": item.number, "title": dict(item.title)}
            for item in law.annex3
            if item.key in request.item_keys
        ],
        "answer_by": request.answer_by.isoformat() if request.answer_by else None,
        "office": request.asked_by_office,
    }
    _tell_participant(request.application, "data_request.sent", context, now, url=f"/requests/{request.pk}/")


def tell_data_answered(request: DataRequest, *, now: dt.datetime) -> None:
    """Tell the person who asked that the participant answered."""
    application = request.application
    _notify(
        [request.sent_by.user],
        "data_request.answered",
        _about(application),
        application.competition_id,
        f"/requests/{request.pk}/",
        now,
    )


def _tell_of_batch(batch: Batch, people, message: str, url: str, now: dt.datetime) -> None:
    contest = batch.competition
    context = {
        "contest": contest.number,
        "title": in_three(contest, "title"),
        "letter": batch.document.number,
        "code": batch.document.code,
        "applications": batch.items.count(),
        "without_conclusion": batch.items.filter(conclusion=None).count(),
    }
    _notify(people, message, context, contest.pk, url, now)


def _tell_participant(application, message: str, context: dict, now: dt.datetime, *, url: str = "") -> None:
    people = people_with_role(*_PARTICIPANT, day=day_of(now), organisation_id=application.participant_id)
    _notify(
        people,
        message,
        {**_about(application), **context},
        application.competition_id,
        url or f"/applications/{application.pk}/",
        now,
    )


def _notify(
    people, message: str, context: dict, competition_id, url: str, now: dt.datetime, *, legal=True
) -> None:
    notify(people, message, context, competition_id=competition_id, url=url, legal=legal, now=now)


def _about(application) -> dict:
    contest, term = application.competition, check_term_of(application)
    return {
        "number": application.number,
        "cluster_name": application.cluster_name,
        "contest": contest.number,
        "title": in_three(contest, "title"),
        "participant": in_three(application.participant, "name"),
        "check_due_on": term.due_on.isoformat() if term and term.due_on else None,
    }
