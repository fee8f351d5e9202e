"""The check of one application: begin, mark, take over, admit, return, reopen (clause 12)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications.queries import paper_set_state, paper_sets_of
from applications.reading import read
from cluster_selection.accounts.access import requires
from cluster_selection.accounts.enums import Role
from cluster_selection.clock import day_of
from cluster_selection.documents.services import preview
from cluster_selection.journal.services import record_access
from cluster_selection.workflow.engine import refusal_of
from review import cards, queries, services, transitions
from review.checklist import PAPER_LINE
from review.documents import RETURN_NOTICE, return_notice
from review.forms import EmptyForm, MarksForm, ReasonForm, ReopenForm
from review.models import Check
from review.views.common import CHECKERS, READERS, application_or_404, attempt, page_of

_NEXT = {"admit": "review:admit", "return": "review:return_application"}


@requires(*READERS)
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show version and checklist side by side, and save marks; the button pressed says where to go then."""
    application = application_or_404(request, pk)
    row = queries.latest_check(application)
    refusal, marks = None, {}
    if request.method == "POST" and row is not None:
        form = MarksForm(request.POST, row.lines.all())
        refusal = attempt(
            lambda: services.mark_lines(row, form.marks, acting_as=request.acting_as, now=request.received_at)
        )
        if refusal is None:
            messages.success(request, _("The marks are saved."))
            return redirect(_NEXT.get(request.POST.get("next", ""), "review:check"), application.pk)
        marks = form.marks
    record_access(request=request, what="view", subject=application)
    return _page(request, application, row, refusal, marks)


def _page(request, application, row: Check | None, refusal, marks) -> HttpResponse:
    now, law, contest = request.received_at, application.competition.law, application.competition
    version = row.version if row and row.is_open else application.latest_version
    lines = list(row.lines.all()) if row else []
    for line in lines:
        line.verdict, line.remark = marks.get(line.key, (line.verdict, line.remark))
    known = {"subject": application, "acting_as": request.acting_as, "now": now}
    term = queries.check_term_of(application)
    is_open = row is not None and row.is_open
    paper_sets = list(paper_sets_of(application))
    return page_of(
        request,
        "review/check.html",
        application,
        refusal=refusal,
        check=row,
        version=version,
        reading=version and read(version.manifest, law, required_additional=contest.required_additional),
        groups=cards.groups_of(
            lines,
            law,
            paper_note=cards.paper_note(paper_sets, paper_set_state(application, now)),
            paper_line=PAPER_LINE,
        ),
        progress=cards.progress_of(lines),
        term=term and cards.term_card(term, law=law, now=now),
        count=cards.count_of(term),
        today=day_of(now),
        is_open=is_open,
        may_begin=refusal_of(transitions.OPEN_CHECK, **known) is None
        and (not is_open or row.version_id != version_of_now(application) or row.checker_id is None),
        may_mark=is_open and refusal_of(transitions.MARK_CHECK, **known) is None,
        may_take_over=is_open and refusal_of(transitions.TAKE_OVER_CHECK, **known) is None,
        holds=is_open and row.checker_id == request.acting_as.pk,
        replaced=is_open and row.version_id != version_of_now(application),
    )


def version_of_now(application):
    """Return the key of the version in force."""
    latest = application.latest_version
    return latest.pk if latest else None


@requires(*CHECKERS)
@require_POST
def begin(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin the check of the version in force."""
    application = application_or_404(request, pk)
    return _then(
        request,
        application,
        attempt(
            lambda: services.open_the_check(application, acting_as=request.acting_as, now=request.received_at)
        ),
    )


@requires(*CHECKERS)
@require_POST
def take_over(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the check over from the official who holds it; the marks stay."""
    application = application_or_404(request, pk)
    row = get_object_or_404(application.checks, outcome="")
    return _then(
        request,
        application,
        attempt(lambda: services.take_over_check(row, acting_as=request.acting_as, now=request.received_at)),
    )


def _then(request: HttpRequest, application, refusal) -> HttpResponse:
    if refusal is None:
        return redirect("review:check", application.pk)
    return _page(request, application, queries.latest_check(application), refusal, {})


@requires(*transitions.ADMIT.may.roles)
@require_http_methods(["GET", "POST"])
def admit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Decide that the application meets the Rules."""
    return _decide(
        request,
        pk,
        transitions.ADMIT,
        services.admit,
        "review/admit.html",
        _("The application meets the Rules. The participant is told."),
    )


@requires(*transitions.RETURN.may.roles)
@require_http_methods(["GET", "POST"])
def return_application(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the notice of return as the participant will read it, and return the application."""
    return _decide(
        request,
        pk,
        transitions.RETURN,
        services.return_application,
        "review/return.html",
        _("The application is returned. The notice is issued and sent."),
    )


def _decide(request: HttpRequest, pk: UUID, transition, service, template: str, done: str) -> HttpResponse:
    application = application_or_404(request, pk)
    row, now = queries.open_check(application), request.received_at
    if row is None:
        return redirect("review:check", application.pk)
    term = queries.check_term_of(application)
    late = term is not None and term.closes_at is not None and now >= term.closes_at
    form, refusal = (
        (ReasonForm if late else EmptyForm)(request.POST if request.method == "POST" else None),
        None,
    )
    if request.method == "POST" and form.is_valid():
        refusal = attempt(
            lambda: service(
                application,
                version=get_object_or_404(
                    application.versions, pk=request.POST.get("version") or row.version_id
                ),
                acting_as=request.acting_as,
                now=now,
                reason=form.cleaned_data.get("reason", ""),
            )
        )
        if refusal is None:
            messages.success(request, done)
            return redirect("review:application", application.pk)
    elif request.method == "GET":
        # With parameters the guards also judge the marks: what is missing is said before the press.
        refusal = refusal_of(
            transition,
            subject=application,
            acting_as=request.acting_as,
            now=now,
            reason="-",
            params={"version_id": row.version_id},
        )
    lines = list(row.lines.all())
    return page_of(
        request,
        template,
        application,
        refusal=refusal,
        form=form,
        check=row,
        reasons=cards.reasons_of(row, application.competition.law),
        progress=cards.progress_of(lines),
        term=term and cards.term_card(term, law=application.competition.law, now=now),
        is_late=late,
        reception_is_open=application.competition.is_open(now),
        is_possible=refusal is None or request.method == "POST",
    )


@requires(*CHECKERS)
@require_safe
def preview_notice(request: HttpRequest, pk: UUID, language: str) -> HttpResponse:
    """Show the notice of return as a PDF marked as a draft; nothing is issued."""
    application = application_or_404(request, pk)
    row = get_object_or_404(application.checks.filter(outcome=""))
    row.application = application
    payload = return_notice(row, now=request.received_at, signatory=request.acting_as)
    response = HttpResponse(preview(RETURN_NOTICE.key, payload, language), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="return-notice-draft-{language}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@requires(Role.HEAD)
@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Reopen the check on a document."""
    application = application_or_404(request, pk)
    form, refusal = ReopenForm(request.POST or None), None
    known = {"acting_as": request.acting_as, "now": request.received_at}
    if request.method == "POST" and form.is_valid():
        refusal = attempt(lambda: services.reopen_check(application, **form.cleaned_data, **known))
        if refusal is None:
            messages.success(request, _("The check is reopened. Its term begins anew."))
            return redirect("review:check", application.pk)
    elif request.method == "GET":
        refusal = refusal_of(transitions.REOPEN_CHECK, subject=application, **known)
    return page_of(
        request,
        "review/reopen.html",
        application,
        refusal=refusal,
        form=form,
        decided=queries.latest_check(application),
        paper_state=paper_set_state(application, request.received_at),
    )
