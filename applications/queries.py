"""Applications, already narrowed to what a person may see."""

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404

from applications.completeness import Finding, missing
from applications.enums import ALIVE, AT_INSTITUTE_OR_LATER, ConsentState, PaperSetState, State
from applications.manifest import manifest_of
from applications.models import (
    Annex3Answer,
    Application,
    ApplicationVersion,
    Consent,
    FilingPackage,
    Member,
    PaperSet,
    WrittenNotice,
)
from cluster_selection.accounts.enums import Office
from cluster_selection.journal.actors import Actor
from cluster_selection.signatures.enums import Method
from cluster_selection.signatures.queries import signatures_of
from cluster_selection.workflow.enums import TermStatus
from cluster_selection.workflow.models import RunningTerm

# Who sees what, by office; a later room adds its own (the Commission: never a recused member).
_NARROWED: dict[str, Callable[..., QuerySet[Application]]] = {}


def narrow(office: str, narrowed: Callable[..., QuerySet[Application]]) -> None:
    """Let a room say which applications the people of its office see: ``narrowed(acting_as)``."""
    _NARROWED[office] = narrowed


# Applications of a person


def applications_of(acting_as) -> QuerySet[Application]:
    """Return the applications of the participant a person acts for; none for the people of an office."""
    if acting_as is None or acting_as.office != Office.APPLICANTS:
        return Application.objects.none()
    return _with_contest(Application.objects.filter(participant_id=acting_as.organisation_id))


def visible_applications(acting_as) -> QuerySet[Application]:
    """Return the applications a person may read: the own ones, or what the office has before it.

    The organiser never sees a draft, the institute sees what was forwarded to it, the auditor what is
    registered.
    """
    office = getattr(acting_as, "office", None)
    if office == Office.APPLICANTS:
        return applications_of(acting_as)
    if office in _NARROWED:
        return _with_contest(_NARROWED[office](acting_as))
    if office in (Office.ORGANISER, Office.AUDIT):
        return _with_contest(Application.objects.exclude(state=State.DRAFT))
    if office == Office.INSTITUTE:
        return _with_contest(Application.objects.filter(state__in=AT_INSTITUTE_OR_LATER))
    return Application.objects.none()


def visible_application(acting_as, pk: UUID) -> Application:
    """Return one application the person may read; raise ``Http404`` for any other."""
    return get_object_or_404(visible_applications(acting_as), pk=pk)


def own_application(acting_as, pk: UUID) -> Application:
    """Return one application of the participant the person acts for; raise ``Http404`` for any other."""
    return get_object_or_404(applications_of(acting_as), pk=pk)


def _with_contest(rows: QuerySet[Application]) -> QuerySet[Application]:
    return rows.select_related("competition__edition", "participant__lead", "signed_form")


# Applications of a competition


def alive_applications(contest) -> QuerySet[Application]:
    """Return the applications of a competition that still take part."""
    return Application.objects.filter(competition=contest, state__in=ALIVE)


def drafts(contest) -> QuerySet[Application]:
    """Return the drafts in a competition."""
    return Application.objects.filter(competition=contest, state=State.DRAFT)


def registered(contest) -> QuerySet[Application]:
    """Return what stands in the register: everything that was filed or refused, never a draft."""
    return Application.objects.filter(competition=contest).exclude(state=State.DRAFT)


def register_of(contest, *, acting_as) -> QuerySet[Application]:
    """Return the register of a competition as a person may see it, ready for a list.

    Each row has ``version_number``, ``members_count``, ``check_due_on`` and ``has_paper``; one query.
    """
    members = Member.objects.filter(application=OuterRef("pk")).order_by().values("application")
    latest = ApplicationVersion.objects.filter(application=OuterRef("pk")).order_by("-number")
    check = RunningTerm.objects.filter(subject_id=OuterRef("pk"), key="check", status=TermStatus.RUNNING)
    return (
        visible_applications(acting_as)
        .filter(competition=contest)
        .exclude(state=State.DRAFT)
        .annotate(
            version_number=Subquery(latest.values("number")[:1]),
            check_due_on=Subquery(check.values("due_on")[:1]),
            members_count=Coalesce(Subquery(members.annotate(count=Count("pk")).values("count")), 0),
            has_paper=Exists(_complete_in_time(PaperSet.objects.filter(application=OuterRef("pk")))),
        )
    )


def register_of_refusals(contest, *, acting_as) -> QuerySet[Application]:
    """Return the register of refusals of a competition: papers that came late."""
    return visible_applications(acting_as).filter(competition=contest, state=State.NOT_ACCEPTED)


def other_applications(application: Application) -> QuerySet[Application]:
    """Return further applications of the participant in the competition: they warn, never refuse."""
    return Application.objects.filter(
        competition=application.competition_id, participant=application.participant_id
    ).exclude(pk=application.pk)


def applications_without_registration_day() -> QuerySet[Application]:
    """Return the applications whose day of registration lies beyond the signed calendar."""
    return Application.objects.filter(registered_at__isnull=False, registered_on__isnull=True)


# The parts of one application


def members_of(application: Application) -> QuerySet[Member]:
    """Return the members of an application in order, each with its consent; one query."""
    return application.members.select_related("consent__file").order_by("position", "pk")


def answers_of(application: Application) -> dict[str, Annex3Answer]:
    """Return the answers to the items of Annex 3 by item key; an item never saved is absent."""
    return {answer.item_key: answer for answer in application.answers.select_related("updated_by__user")}


def attachments_of(application: Application):
    """Return the attached documents in order, with their files."""
    return application.attachments.select_related("file").order_by("position", "pk")


def versions_of(application: Application) -> QuerySet[ApplicationVersion]:
    """Return the frozen versions, the latest first, with receipt and notice."""
    return application.versions.select_related("receipt", "notice", "filed_by__user").order_by("-number")


def notices_of(application: Application) -> QuerySet[WrittenNotice]:
    """Return the written notices of an application, the latest first."""
    return application.notices.select_related("document", "file").order_by("-received_at", "pk")


def package_of(application: Application, pk: UUID) -> FilingPackage:
    """Return a filing package of an application; raise ``Http404`` for any other."""
    return get_object_or_404(application.packages, pk=pk)


# What is missing


def findings_now(application: Application) -> list[Finding]:
    """Return what is missing in an application as it stands now."""
    return _findings(manifest_of(application), application)


def findings_of_package(package: FilingPackage) -> list[Finding]:
    """Return what is missing in a package; a signature file under it stands for the signed form."""
    return _findings(package.manifest, package.application, signed=has_signature_file(package))


def findings_of_version(version: ApplicationVersion) -> list[Finding]:
    """Return what is missing in a version: for the check of clause 12."""
    signed = version.package_id is not None and has_signature_file(version.package)
    return _findings(version.manifest, version.application, signed=signed)


def has_signature_file(package: FilingPackage) -> bool:
    """Say whether a signature file stands under exactly this package."""
    return signatures_of(package, digest=package.sha256).filter(method=Method.CMS_FILE).exists()


def _findings(manifest: dict, application: Application, *, signed: bool = False) -> list[Finding]:
    contest = application.competition
    return missing(manifest, contest.law, required_additional=contest.required_additional, signed=signed)


def consents_revoked_since(version: ApplicationVersion) -> QuerySet[Consent]:
    """Return the consents revoked after a version was filed: marked for the official (T17).

    Clause: 7(1)
    """
    return Consent.objects.filter(
        application=version.application_id, state=ConsentState.REVOKED, ended_at__gte=version.received_at
    ).select_related("member")


# Paper


def _complete_in_time(sets: QuerySet[PaperSet]) -> QuerySet[PaperSet]:
    return sets.filter(originals__gte=1, copies__gte=1, in_time=True)


def paper_set_state(application: Application, now: dt.datetime) -> str:
    """Return the state of the paper set: until closing a missing one is awaited (T13).

    Clause: 8
    """
    if _complete_in_time(application.paper_sets.all()).exists():
        return PaperSetState.RECEIVED
    return PaperSetState.MISSING if now >= application.competition.closes_at else PaperSetState.AWAITED


def paper_sets_of(application: Application) -> QuerySet[PaperSet]:
    """Return the sets of paper received, in order."""
    return application.paper_sets.select_related("evidence", "recorded_by__user")


# The personal link of a member


@dataclass(frozen=True)
class ConsentLink:
    """The member itself, acting through its personal link."""

    consent: Consent

    def actor(self) -> Actor:
        """Return the link as the journal writes it."""
        return Actor("consent", id=self.consent.pk, language=self.consent.member.language)


def digest_of_token(token: str) -> str:
    """Return the SHA-256 under which the token of a personal link is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


def consent_link(token: str) -> ConsentLink | None:
    """Return the member's link, whatever the state of the consent; None unless the token is the last sent.

    The link shows its page at any time; after closing every act through it is refused.
    """
    consent = (
        Consent.objects.select_related(
            "member", "file", "application__competition__edition", "application__participant"
        )
        .filter(token_digest=digest_of_token(token))
        .first()
    )
    return ConsentLink(consent) if consent else None


def consents_with_members(application: Application) -> QuerySet[Consent]:
    """Return the consents of an application in the order of its members."""
    return application.consents.select_related("member", "file").order_by("member__position", "member__pk")
