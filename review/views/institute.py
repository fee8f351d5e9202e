"""The institute's pages: what came, one conclusion per application, signing, hand-over (clauses 14–17)."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from applications.reading import file_entries, read
from cluster_selection.accounts.access import requires
from cluster_selection.accounts.enums import Role
from cluster_selection.documents.queries import documents_of
from cluster_selection.files.models import StoredFile
from cluster_selection.files.services import serve
from cluster_selection.journal.models import Access
from cluster_selection.journal.services import record_access
from cluster_selection.paging import paginate
from cluster_selection.workflow.engine import refusal_of
from cluster_selection.workflow.refusals import TransitionRefused
from review import institute, transitions
from review.forms_institute import AssignForm, FindingForm, ReasonForm, SummaryForm
from review.models import Batch, Conclusion, CriterionFinding
from review.services import concluding, sending

INSTITUTE = (Role.COORDINATOR, Role.EXPERT, Role.INSTITUTE_HEAD)
_CRUMBS = "review:institute"


def crumbs(conclusion: Conclusion | None = None) -> list[tuple[str, str]]:
    """Return where a page of the institute stands."""
    found = [(_("Applications at the institute"), reverse(_CRUMBS))]
    if conclusion is not None:
        found.append((conclusion.application.number, reverse("review:conclusion", args=[conclusion.pk])))
    return found


@requires(*INSTITUTE)
@require_GET
def institute_list(request):
    """Show the applications at the institute with their conclusion, and the batches to acknowledge."""
    page = paginate(
        institute.applications_at_institute(request.acting_as),
        order=("-forwarded_at", "id"),
        after=request.GET.get("after"),
        before=request.GET.get("before"),
    )
    return render(
        request,
        "review/institute/list.html",
        {
            "page": page,
            "rows": institute.rows(page.rows),
            "batches": institute.batches_to_acknowledge(),
            "may_acknowledge": request.acting_as.role in transitions.ACKNOWLEDGE_FORWARDING.may.roles,
            "terms": institute.running_terms(request.received_at),
        },
    )


@requires(*transitions.ACKNOWLEDGE_FORWARDING.may.roles)
@require_POST
def acknowledge_forwarding(request, batch_id: UUID):
    """Confirm that a batch of applications has arrived."""
    batch = get_object_or_404(Batch.objects.select_related("competition"), pk=batch_id, kind="FORWARDING")
    try:
        sending.acknowledge(batch, acting_as=request.acting_as, now=request.received_at)
        messages.success(request, _("Receipt of the batch is confirmed."))
    except TransitionRefused as refused:
        messages.error(request, str(refused.refusal.message))
    return redirect(_CRUMBS)


@requires(*INSTITUTE)
@require_POST
def begin_conclusion(request, application_id: UUID):
    """Open the conclusion on a forwarded application; the second press opens the same one."""
    application = get_object_or_404(institute.visible_applications(request.acting_as), pk=application_id)
    expert = request.acting_as if request.acting_as.role == Role.EXPERT else None
    try:
        conclusion = concluding.open_conclusion(
            application, expert=expert, acting_as=request.acting_as, now=request.received_at
        )
    except TransitionRefused as refused:
        messages.error(request, str(refused.refusal.message))
        return redirect(_CRUMBS)
    return redirect("review:conclusion", conclusion.pk)


def _conclusion_or_404(request, conclusion_id: UUID) -> Conclusion:
    return get_object_or_404(institute.visible_conclusions(request.acting_as), pk=conclusion_id)


@requires(*INSTITUTE)
@require_http_methods(["GET", "POST"])
def conclusion(request, conclusion_id: UUID):
    """Show the conclusion as a whole; save the overall finding."""
    row = _conclusion_or_404(request, conclusion_id)
    form = SummaryForm(
        request.POST or None,
        initial={"summary": row.summary, "read_version": row.save_version},
        language=row.language,
    )
    conflict = refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            concluding.save_summary(
                row, **form.cleaned_data, acting_as=request.acting_as, now=request.received_at
            )
            messages.success(request, _("The overall finding is saved."))
            return redirect("review:conclusion", row.pk)
        except concluding.StaleSave as stale:
            conflict = institute.conflict_of(stale.row, form, ["summary"])
            form = form.with_version(stale.row.save_version)
        except TransitionRefused as refused:
            refusal = refused.refusal
    return render(
        request,
        "review/institute/conclusion.html",
        {
            "conclusion": row,
            "criteria": institute.criteria_of(row),
            "form": form,
            "conflict": conflict,
            "refusal": refusal,
            "edition_key": row.contest.law.key,
            "crumbs": crumbs(),
            "acts": _acts(request, row),
            "assign_form": AssignForm(experts=institute.experts(request.acting_as)),
            "documents": documents_of(("conclusion", row.pk)),
        },
        status=409 if conflict or refusal else 200,
    )


def _acts(request, row: Conclusion) -> dict:
    known = {"subject": row, "acting_as": request.acting_as, "now": request.received_at}
    draft = row.state == "DRAFT"
    return {
        "may_write": draft,
        "may_assign": draft and request.acting_as.role in (Role.COORDINATOR, Role.INSTITUTE_HEAD),
        "may_sign": refusal_of(transitions.SIGN_CONCLUSION, **known) is None,
        "may_hand_over": refusal_of(transitions.HAND_OVER_CONCLUSION, **known) is None,
    }


@requires(Role.COORDINATOR, Role.INSTITUTE_HEAD)
@require_POST
def assign_expert(request, conclusion_id: UUID):
    """Give the conclusion to an expert."""
    row = _conclusion_or_404(request, conclusion_id)
    form = AssignForm(request.POST, experts=institute.experts(request.acting_as))
    if form.is_valid():
        try:
            concluding.assign(
                row, expert=form.cleaned_data["expert"], acting_as=request.acting_as, now=request.received_at
            )
            messages.success(request, _("The expert is assigned."))
        except TransitionRefused as refused:
            messages.error(request, str(refused.refusal.message))
    else:
        messages.error(request, _("Choose an expert."))
    return redirect("review:conclusion", row.pk)


@requires(*INSTITUTE)
@require_http_methods(["GET", "POST"])
def finding(request, conclusion_id: UUID, key: str):
    """Show and save the finding on one criterion; a stale save shows both texts and loses neither."""
    row = _conclusion_or_404(request, conclusion_id)
    line = get_object_or_404(CriterionFinding, conclusion=row, key=key)
    initial = {name: getattr(line, name) for name in concluding.FIELDS} | {"read_version": line.save_version}
    form = FindingForm(request.POST or None, initial=initial, language=row.language)
    conflict = refusal = None
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in concluding.FIELDS}
        try:
            concluding.save_finding(
                line,
                values=values,
                read_version=form.cleaned_data["read_version"],
                acting_as=request.acting_as,
                now=request.received_at,
            )
            messages.success(request, _("The finding is saved."))
            following = institute.key_after(row, key) if "next" in request.POST else key
            if following is None:
                return redirect("review:conclusion", row.pk)
            return redirect("review:finding", row.pk, following)
        except concluding.StaleSave as stale:
            conflict = institute.conflict_of(stale.row, form, concluding.FIELDS)
            form = form.with_version(stale.row.save_version)
        except TransitionRefused as refused:
            refusal = refused.refusal
    return render(
        request,
        "review/institute/finding.html",
        {
            "conclusion": row,
            "line": line,
            "criterion": institute.criterion_words(row, key),
            "criteria": institute.criteria_of(row, current=key),
            "form": form,
            "conflict": conflict,
            "refusal": refusal,
            "edition_key": row.contest.law.key,
            "crumbs": crumbs(row),
            "may_write": row.state == "DRAFT",
        },
        status=409 if conflict or refusal else 200,
    )


@requires(*transitions.SIGN_CONCLUSION.may.roles)
@require_http_methods(["GET", "POST"])
def sign_conclusion(request, conclusion_id: UUID):
    """Show what is signed, and sign it."""
    return _act(request, conclusion_id, transitions.SIGN_CONCLUSION, concluding.sign_conclusion, "sign")


@requires(*transitions.HAND_OVER_CONCLUSION.may.roles)
@require_http_methods(["GET", "POST"])
def hand_over_conclusion(request, conclusion_id: UUID):
    """Hand the signed conclusion over to the organiser."""
    return _act(request, conclusion_id, transitions.HAND_OVER_CONCLUSION, concluding.hand_over, "hand_over")


def _act(request, conclusion_id: UUID, transition, service, name: str):
    row = _conclusion_or_404(request, conclusion_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    refusal = None
    if request.method == "POST":
        if form.is_valid():
            try:
                service(
                    row,
                    reason=form.cleaned_data["reason"],
                    acting_as=request.acting_as,
                    now=request.received_at,
                )
                messages.success(
                    request,
                    _("The conclusion is signed.") if name == "sign" else _("The conclusion is handed over."),
                )
                return redirect("review:conclusion", row.pk) if name == "sign" else redirect(_CRUMBS)
            except TransitionRefused as refused:
                refusal = refused.refusal
    else:
        refusal = refusal_of(transition, subject=row, acting_as=request.acting_as, now=request.received_at)
    late = institute.is_late(row, "analysis" if name == "sign" else "hand_over", request.received_at)
    return render(
        request,
        f"review/institute/{name}.html",
        {
            "conclusion": row,
            "criteria": institute.criteria_of(row),
            "form": form if late else None,
            "refusal": refusal,
            "edition_key": row.contest.law.key,
            "crumbs": crumbs(row),
            "unfinished": institute.unfinished(row),
        },
        status=refusal.status if refusal and request.method == "POST" else 200,
    )


@requires(*INSTITUTE)
@require_GET
def material(request, application_id: UUID):
    """Show the forwarded version of an application; the look is recorded."""
    application = get_object_or_404(institute.visible_applications(request.acting_as), pk=application_id)
    version = application.latest_version
    if version is None:
        raise Http404
    record_access(what=Access.VIEW, subject=application, request=request, detail=f"version {version.number}")
    return render(
        request,
        "review/institute/material.html",
        {
            "application": application,
            "version": version,
            "crumbs": crumbs(),
            "reading": read(
                version.manifest,
                application.competition.law,
                required_additional=application.competition.required_additional,
            ),
            "requests": list(application.data_requests.all()),
            "conclusion": version.conclusions.filter(addendum_to=None).first(),
        },
    )


@requires(*INSTITUTE)
@require_GET
def institute_file(request, application_id: UUID, file_id: UUID):
    """Hand out a file of the forwarded version; the download is recorded."""
    application = get_object_or_404(institute.visible_applications(request.acting_as), pk=application_id)
    version = application.latest_version
    if str(file_id) not in {entry["id"] for entry in file_entries(version.manifest)}:
        raise Http404
    return serve(get_object_or_404(StoredFile, pk=file_id), request)
