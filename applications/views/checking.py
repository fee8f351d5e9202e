"""Check your answers, the package, filing and amending."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications import services
from applications.completeness import LEGAL, TECHNICAL, Finding
from applications.enums import State
from applications.forms import AmendForm, NeverthelessForm, SignatureFileForm
from applications.manifest import manifest_of
from applications.models import Application, FilingPackage
from applications.queries import findings_of_package, has_signature_file, package_of
from applications.reading import read
from applications.tasklist import part_url, tasks_of
from applications.transitions import AMEND, FILE
from applications.views.common import closing_day, crumbs_of, own, page, represented, why_not_editable
from cluster_selection.accounts.enums import Role
from cluster_selection.files.services import FileRefused
from cluster_selection.journal.canonical import digest
from cluster_selection.workflow.refusals import Refusal, TransitionRefused

_LATE = frozenset({"closed", "ended"})


@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show everything that would be filed, with the gaps; the press "I have checked" makes the package."""
    application = own(request, pk)
    contest = application.competition
    refusal = why_not_editable(request, application)
    if request.method == "POST":
        try:
            package = services.make_package(application, acting_as=request.acting_as, now=request.received_at)
        except TransitionRefused as refused:
            refusal = refused.refusal
        else:
            return redirect("applications:package", pk, package.pk)
    tasks = tasks_of(application)
    return page(
        request,
        "applications/check.html",
        application,
        refusal=refusal,
        reading=read(tasks.manifest, contest.law, required_additional=contest.required_additional),
        technical=_gaps(application, tasks.findings, TECHNICAL),
        legal=_gaps(application, tasks.findings, LEGAL),
        changes=True,
        term=closing_day(contest, now=request.received_at),
        return_clause=contest.law.term("check").clause,
    )


def _gaps(application: Application, findings: list[Finding], blocks: str) -> list[tuple[str, str]]:
    return [
        (str(finding.words), part_url(application, finding.part))
        for finding in findings
        if finding.blocks == blocks
    ]


@require_safe
def package(request: HttpRequest, pk: UUID, package_id: UUID) -> HttpResponse:
    """Show the package that was checked: its hash, its gaps, and the button that files it."""
    application = own(request, pk)
    return _package_page(request, application, package_of(application, package_id))


def _package_page(
    request: HttpRequest,
    application: Application,
    shown: FilingPackage,
    *,
    form: NeverthelessForm | None = None,
    signature_form: SignatureFileForm | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    contest = application.competition
    shown.application = application
    findings = findings_of_package(shown)
    legal = _gaps(application, findings, LEGAL)
    amends = application.state != State.DRAFT
    return page(
        request,
        "applications/package.html",
        application,
        package=shown,
        amends=amends,
        form=form or _form(application, gaps=bool(legal)),
        signature_form=signature_form or SignatureFileForm(),
        has_signature=has_signature_file(shown),
        technical=_gaps(application, findings, TECHNICAL),
        legal=legal,
        refusal=refusal or (why_not_editable(request, application) if request.method == "GET" else None),
        outdated=digest(manifest_of(application)) != shown.sha256,
        represents=request.acting_as.role == Role.REPRESENTATIVE,
        term=closing_day(contest, now=request.received_at),
        return_clause=contest.law.term("check").clause,
        act_url=reverse("applications:amend" if amends else "applications:file", args=[application.pk]),
        crumbs=crumbs_of(
            application, (_("Check your answers"), reverse("applications:check", args=[application.pk]))
        ),
    )


def _form(application: Application, *, gaps: bool, data=None) -> NeverthelessForm:
    if application.state == State.DRAFT:
        return NeverthelessForm(data, gaps=gaps)
    return AmendForm(data, gaps=gaps, language=application.language)


@require_POST
def sign_package(request: HttpRequest, pk: UUID, package_id: UUID) -> HttpResponse:
    """Put a signature file under the package."""
    application = own(request, pk)
    shown = package_of(application, package_id)
    form = SignatureFileForm(request.POST, request.FILES)
    refusal = None
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            services.sign_package(
                shown, upload=upload, name=upload.name, acting_as=request.acting_as, now=request.received_at
            )
        except FileRefused as refused:
            form.add_error("file", str(refused))
        except TransitionRefused as refused:
            refusal = refused.refusal
        else:
            messages.success(request, _("The signature file is under the package."))
            return redirect("applications:package", pk, package_id)
    return _package_page(request, application, shown, signature_form=form, refusal=refusal)


@require_POST
def file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """File the package that was checked; after closing nothing is filed and the draft stays.

    Clause: 6, 11
    """
    application = represented(request, pk)
    shown = _posted_package(request, application)
    form = NeverthelessForm(request.POST, gaps=True)
    form.is_valid()
    try:
        services.file_application(
            shown, acting_as=request.acting_as, now=request.received_at, nevertheless=form.is_willed
        )
    except TransitionRefused as refused:
        return _refused(request, application, shown, form, refused.refusal, act=FILE.act)
    messages.success(request, _("The application is filed and registered."))
    return redirect("applications:receipt", pk)


@require_POST
def amend(request: HttpRequest, pk: UUID) -> HttpResponse:
    """File the amendment with its written notice; the version in force stands until then.

    Clause: 9
    """
    application = represented(request, pk)
    shown = _posted_package(request, application)
    form = AmendForm(request.POST, gaps=True, language=application.language)
    if not form.is_valid():
        return _package_page(request, application, shown, form=form)
    try:
        services.amend_application(
            shown,
            notice_text=form.cleaned_data["text"],
            acting_as=request.acting_as,
            now=request.received_at,
            nevertheless=form.is_willed,
        )
    except TransitionRefused as refused:
        return _refused(request, application, shown, form, refused.refusal, act=AMEND.act)
    messages.success(request, _("The amendment is filed and registered."))
    return redirect("applications:receipt", pk)


def _posted_package(request: HttpRequest, application: Application) -> FilingPackage:
    try:
        return package_of(application, UUID(request.POST.get("package", "")))
    except ValueError:
        raise Http404 from None


def _refused(request, application, shown, form, refusal: Refusal, *, act: str) -> HttpResponse:
    if refusal.code in _LATE:
        return page(
            request,
            "applications/late.html",
            application,
            refusal=refusal,
            received_at=request.received_at,
            is_amendment=act == AMEND.act,
            crumbs=crumbs_of(application),
        )
    if "nevertheless" in form.fields and not any(
        finding.blocks == LEGAL for finding in findings_of_package(shown)
    ):
        del form.fields["nevertheless"]
    return _package_page(request, application, shown, form=form, refusal=refusal)
