"""Forwarding, referral, and the batches that were sent (clauses 13, 18)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cluster_selection.accounts.access import requires
from cluster_selection.accounts.enums import Office, Role
from cluster_selection.competitions.bases import running_or_last
from cluster_selection.competitions.cards import title_of
from cluster_selection.files.services import serve
from cluster_selection.workflow.engine import refusal_of
from review import cards, queries, services, transitions
from review.enums import BatchKind
from review.forms import ForwardForm, SendForm
from review.sending import left_out, recipients_of
from review.views.common import READERS, attempt, contest_or_404, crumbs_of, page_of_contest

RECEIVERS = (Role.COORDINATOR, Role.EXPERT, Role.INSTITUTE_HEAD)


@requires(*READERS)
@require_http_methods(["GET", "POST"])
def forwarding(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show who is in and who is not, compare with the register, and forward a batch to the institute."""
    contest = contest_or_404(request, pk)
    waiting = queries.applications_to_forward(contest)
    term, late = _term(contest, "forward", request.received_at)
    form = ForwardForm(
        request.POST if request.method == "POST" else None,
        applications=waiting,
        reason=_("Reason of the delay") if late else "",
    )
    refusal = None
    if request.method == "POST" and form.is_valid():
        refusal = attempt(
            lambda: services.forward(
                contest,
                form.cleaned_data["applications"],
                acting_as=request.acting_as,
                now=request.received_at,
                reason=form.written_reason,
                without_paper=form.without_paper,
            )
        )
        if refusal is None:
            messages.success(request, _("The applications are forwarded. The letter is issued."))
            return redirect("review:batches", contest.pk)
    elif request.method == "GET":
        refusal = _why_not(transitions.FORWARD, waiting, request)
    return page_of_contest(
        request,
        "review/forwarding.html",
        contest,
        refusal=refusal,
        form=form,
        rows=recipients_of(
            waiting, chosen=_chosen(request, "applications"), paper=_chosen(request, "with_paper")
        ),
        others=left_out(queries.applications_not_forwarded(contest)),
        term=term,
        batches=queries.batches_of(contest, kind=BatchKind.FORWARDING),
        may_send=request.acting_as.role in transitions.FORWARD.may.roles,
    )


@requires(*READERS)
@require_http_methods(["GET", "POST"])
def referral(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Submit the materials and conclusions to the Commission; without conclusion the head may do it, late."""
    contest = contest_or_404(request, pk)
    received = queries.applications_to_refer(contest)
    awaited = queries.applications_at_institute(contest)
    term, late = _term(contest, "refer", request.received_at)
    without = bool(awaited) and _why_not(transitions.REFER_WITHOUT_CONCLUSION, awaited, request) is None
    choosable = received | awaited if without else received
    form = SendForm(
        request.POST if request.method == "POST" else None,
        applications=choosable,
        reason=_("Reason of the delay, or of going without conclusion") if late or without else "",
    )
    if "reason" in form.fields and not late:
        form.fields["reason"].required = False  # the engine asks for it when one goes without conclusion
    refusal = None
    if request.method == "POST" and form.is_valid():
        refusal = attempt(
            lambda: services.refer(
                contest,
                form.cleaned_data["applications"],
                acting_as=request.acting_as,
                now=request.received_at,
                reason=form.written_reason,
            )
        )
        if refusal is None:
            messages.success(
                request, _("The materials are submitted to the Commission. The letter is issued.")
            )
            return redirect("review:batches", contest.pk)
    chosen = _chosen(request, "applications")
    return page_of_contest(
        request,
        "review/referral.html",
        contest,
        refusal=refusal,
        form=form,
        rows=recipients_of(received, chosen=chosen),
        awaited=recipients_of(awaited, chosen=chosen if chosen is not None else frozenset()),
        without=without,
        why_not_without=None if without or not awaited else _why_not_without(awaited, request),
        term=term,
        batches=queries.batches_of(contest, kind=BatchKind.REFERRAL),
        may_send=request.acting_as.role in transitions.REFER.may.roles,
    )


def _term(contest, key: str, now) -> tuple[dict | None, bool]:
    row = running_or_last(contest, key)
    if row is None:
        return None, False
    return cards.term_card(row, law=contest.law, now=now), row.is_overdue(now)


def _why_not(transition, applications, request: HttpRequest):
    """Return why nothing of a list can be sent now, judged on its first row; None if it can, or is empty."""
    first = applications.select_related("competition__edition", "participant").first()
    if first is None:
        return None
    return refusal_of(transition, subject=first, acting_as=request.acting_as, now=request.received_at)


def _why_not_without(awaited, request: HttpRequest):
    refusal = _why_not(transitions.REFER_WITHOUT_CONCLUSION, awaited, request)
    return refusal if refusal and refusal.code == "hand_over" else None


def _chosen(request: HttpRequest, name: str) -> frozenset[str] | None:
    """Return the keys ticked on a page shown again; None on a fresh page, where everything is ticked."""
    return frozenset(request.POST.getlist(name)) if request.method == "POST" else None


@requires(*READERS)
@require_safe
def batches(request: HttpRequest, pk: UUID) -> HttpResponse:
    """List what was sent, with the letters and whether receipt was confirmed."""
    contest = contest_or_404(request, pk)
    return page_of_contest(request, "review/batches.html", contest, batches=queries.batches_of(contest))


@requires(*READERS, *RECEIVERS)
@require_safe
def batch(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show one batch: its letter and what is in it."""
    found = get_object_or_404(queries.visible_batches(request.acting_as), pk=pk)
    contest = found.competition
    is_office = request.acting_as.office in (Office.ORGANISER, Office.AUDIT)
    context = {
        "batch": found,
        "items": queries.items_of(found),
        "contest": contest,
        "contest_title": title_of(contest),
        "edition_key": contest.law.key,
        "crumbs": crumbs_of(contest)
        if is_office
        else [(_("Applications at the institute"), reverse("review:institute"))],
        "is_office": is_office,
        "may_acknowledge": found.kind == BatchKind.FORWARDING
        and refusal_of(
            transitions.ACKNOWLEDGE_FORWARDING,
            subject=found,
            acting_as=request.acting_as,
            now=request.received_at,
        )
        is None,
    }
    return render(request, "review/batch.html", context)


@requires(*READERS, *RECEIVERS)
@require_safe
def letter(request: HttpRequest, pk: UUID, language: str) -> HttpResponse:
    """Hand out the letter of a batch as a PDF; the access is recorded."""
    found = get_object_or_404(queries.visible_batches(request.acting_as), pk=pk)
    rendering = get_object_or_404(found.document.renderings.select_related("file"), language=language)
    return serve(rendering.file, request, as_attachment=False)
