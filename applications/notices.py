"""Whom the acts of clauses 6–11 tell what; ``delivery`` queues, sends and records."""

import datetime as dt

from django.conf import settings

from applications.enums import NoticeKind
from applications.models import Application, ApplicationVersion, Consent, PaperSet, WrittenNotice
from cluster_selection.accounts.enums import Role
from cluster_selection.accounts.letters import post_letter
from cluster_selection.accounts.queries import people_with_role
from cluster_selection.clock import day_of
from cluster_selection.delivery.services import notify
from cluster_selection.delivery.texts import render_words
from cluster_selection.languages import in_three


def tell_filed(version: ApplicationVersion, *, now: dt.datetime) -> None:
    """Tell the participant that the application is filed, and the registrars that one came."""
    application = version.application
    context = {
        "received_at": version.received_at,
        "registered_on": version.registered_on,
        "gaps": len(version.gaps),
        "code": version.receipt.code,
        "paper_awaited": not application.is_paper,
        "closing_on": application.competition.closing_on,
    }
    _tell_participant(application, "application.filed", context, now)
    _tell_registrars(application, "application.filed_office", context, now)


def tell_paper_entered(version: ApplicationVersion, *, now: dt.datetime) -> None:
    """Tell the participant that its papers are registered."""
    context = {
        "occurred_at": version.occurred_at,
        "registered_on": version.registered_on,
        "gaps": len(version.gaps),
        "code": version.receipt.code,
    }
    _tell_participant(version.application, "application.paper_entered", context, now)


def tell_paper_set_received(paper_set: PaperSet, *, now: dt.datetime) -> None:
    """Tell the participant that a paper set came, and whether in time."""
    context = {
        "received_at": paper_set.received_at,
        "in_time": paper_set.in_time,
        "complete": paper_set.is_complete,
    }
    _tell_participant(paper_set.application, "application.paper_set_received", context, now)


def tell_late_refused(application: Application, *, now: dt.datetime) -> None:
    """Tell the participant that its papers came late and are not considered.

    Clause: 11
    """
    contest = application.competition
    context = {
        "closing_on": contest.closing_on,
        "clause": contest.law.term("acceptance").clause,
        "papers_returned_on": application.papers_returned_on,
    }
    _tell_participant(application, "application.late_refused", context, now)


def tell_amended(notice: WrittenNotice, *, now: dt.datetime) -> None:
    """Tell the participant that the amendment is registered, and the organiser that the check begins anew.

    Clause: 9
    """
    version = notice.version
    context = {
        "version": version.number,
        "received_at": notice.received_at,
        "registered_on": version.registered_on,
        "gaps": len(version.gaps),
        "code": version.receipt.code,
    }
    _tell_participant(notice.application, "application.amended", context, now)
    _tell_registrars(notice.application, "application.amended_office", context, now, Role.SCREENER)


def tell_withdrawn(notice: WrittenNotice, *, now: dt.datetime) -> None:
    """Tell both sides of a withdrawal, or of a statement after closing that changes nothing.

    Clause: 9
    """
    message = (
        "application.withdrawn" if notice.kind == NoticeKind.WITHDRAWAL else "application.withdrawal_stated"
    )
    context = {"received_at": notice.received_at}
    _tell_participant(notice.application, message, context, now)
    _tell_registrars(notice.application, f"{message}_office", context, now, Role.SCREENER)


def tell_consent_answered(consent: Consent, *, now: dt.datetime) -> None:
    """Tell the participant what a member did through its link."""
    context = {"state": consent.state, "member": consent.member.name, "reason": consent.reason}
    _tell_participant(consent.application, "consent.answered", context, now, Role.EDITOR)


def send_consent_link(consent: Consent, *, token: str, reminder: bool, now: dt.datetime) -> None:
    """Send the member its personal link, sealed in the outbox: the link itself is kept nowhere.

    Clause: 7(1)
    """
    member, application = consent.member, consent.application
    context = {
        **_context(application),
        "member": member.name,
        "applicant": application.applicant_name,
        "closing_on": application.competition.closing_on,
        "reminder": reminder,
        "link": f"{settings.SITE_URL}/{member.language}/consents/{token}/",
    }
    words = render_words("consent.ask", context, member.language)
    post_letter(to=consent.sent_to, subject=words.subject, body=words.body)


def _tell_participant(
    application: Application, message: str, context: dict, now: dt.datetime, *more: Role
) -> None:
    people = people_with_role(
        Role.REPRESENTATIVE, *more, day=day_of(now), organisation_id=application.participant_id
    )
    _notify(people, application, message, context, f"/applications/{application.pk}/", now)


def _tell_registrars(
    application: Application, message: str, context: dict, now: dt.datetime, *more: Role
) -> None:
    people = people_with_role(Role.REGISTRAR, *more, day=day_of(now))
    _notify(people, application, message, context, f"/register/{application.pk}/", now)


def _notify(
    people, application: Application, message: str, context: dict, url: str, now: dt.datetime
) -> None:
    notify(
        people,
        message,
        {**_context(application), **context},
        competition_id=application.competition_id,
        url=url,
        legal=True,
        now=now,
    )


def _context(application: Application) -> dict:
    contest = application.competition
    return {
        "number": application.number,
        "cluster_name": application.cluster_name,
        "contest": contest.number,
        "title": in_three(contest, "title"),
        "participant": in_three(application.participant, "name"),
    }
