"""The protocol: what it decides, its draft as a PDF, the chair's signature (clauses 19, 20)."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cluster_selection.accounts.access import requires
from cluster_selection.accounts.enums import Office, Role
from cluster_selection.documents.services import preview as preview_of
from cluster_selection.files.services import serve
from cluster_selection.workflow.engine import refusal_of
from cluster_selection.workflow.refusals import TransitionRefused
from commission import queries, transitions
from commission.attendance import taking_part
from commission.documents import PROTOCOL, protocol_payload, text_digest
from commission.enums import ProtocolState
from commission.forms import ItemForm, SignForm
from commission.models import Protocol
from commission.readiness import hindrances
from commission.services import deciding
from commission.views.loading import EVERYBODY, show


@requires(*transitions.DRAFT_PROTOCOL.may.roles)
@require_POST
def draft(request, meeting_id: UUID):
    """Begin the protocol of a meeting, or go on with it."""
    meeting = queries.meeting_of(request.acting_as, meeting_id)
    try:
        found = deciding.draft_protocol(meeting, acting_as=request.acting_as, now=request.received_at)
    except TransitionRefused as refused:
        messages.error(request, f"{refused.refusal.message} {refused.refusal.way_on}")
        return redirect("commission:meeting", meeting.pk)
    return redirect("commission:items", found.pk)


@requires(*EVERYBODY)
@require_safe
def protocol(request, protocol_id: UUID):
    """Show a protocol; to the organiser its content only once it is received."""
    found = queries.protocol_of(request.acting_as, protocol_id)
    contest, acting_as, now = found.competition, request.acting_as, request.received_at
    may_read = queries.may_read(found, acting_as)
    is_draft = found.state == ProtocolState.DRAFT
    is_commission = acting_as.office == Office.COMMISSION
    context = {
        "protocol": found,
        "may_read": may_read,
        "is_commission": is_commission,
        "items": _lines(found, acting_as) if may_read else (),
        "renderings": found.document.renderings.all() if may_read and found.document else (),
        "hindrances": hindrances(found, acting_as=acting_as, now=now) if is_draft else (),
        "may_write": refusal_of(transitions.WRITE_PROTOCOL, subject=found, acting_as=acting_as, now=now)
        is None,
        "may_sign": refusal_of(transitions.SIGN_PROTOCOL, subject=found, acting_as=acting_as, now=now)
        is None,
        "may_receive": refusal_of(transitions.RECEIVE_PROTOCOL, subject=found, acting_as=acting_as, now=now)
        is None,
        "may_preview": is_draft and acting_as.role in (Role.SECRETARY, Role.CHAIR),
    }
    return show(request, "commission/protocol.html", contest, context, more=_steps(found, is_commission))


def _steps(found: Protocol, is_commission: bool = True, *more) -> tuple:
    if not is_commission:
        return more
    meeting = found.meeting
    step = (
        _("Meeting %(number)s") % {"number": meeting.number},
        reverse("commission:meeting", args=[meeting.pk]),
    )
    return (step, *more)


def _lines(found: Protocol, acting_as) -> list[dict]:
    """Return the items with who could vote; of one the reader is recused from, the number alone."""
    attendance = list(queries.attendance_of(found.meeting))
    recusals = list(queries.recusals_of(found.meeting))
    hidden = set()
    if acting_as.office == Office.COMMISSION:
        hidden = queries.recused_applications(found.competition, acting_as)
    return [
        {
            "item": item,
            "is_hidden": item.application_id in hidden,
            "present": len(taking_part(attendance, recusals, item.application_id, item.voted_at)),
            "recused": [row.member.name for row in recusals if row.application_id == item.application_id],
        }
        for item in queries.items_of(found)
    ]


@requires(*transitions.WRITE_PROTOCOL.may.roles)
@require_http_methods(["GET", "POST"])
def items(request, protocol_id: UUID):
    """Write what the protocol decides on each application."""
    found = queries.protocol_of(request.acting_as, protocol_id)
    written = {item.application_id: item for item in found.items.all()}
    hidden = queries.recused_applications(found.competition, request.acting_as)
    forms = [
        ItemForm(
            request.POST or None,
            meeting=found.meeting,
            application=application,
            item=written.get(application.pk),
        )
        for application in queries.applications_to_decide(found.competition, excluding=found)
    ]
    refusal = None
    if request.method == "POST":
        valid = [form.is_valid() for form in forms]  # every form says what is wrong in it
        if all(valid):
            rows = [row for form in forms if (row := form.item()) is not None]
            try:
                deciding.save_items(found, rows, acting_as=request.acting_as, now=request.received_at)
            except TransitionRefused as refused:
                refusal = refused.refusal
            else:
                messages.success(request, _("The draft of the protocol is saved."))
                return redirect("commission:protocol", found.pk)
    else:
        refusal = refusal_of(
            transitions.WRITE_PROTOCOL, subject=found, acting_as=request.acting_as, now=request.received_at
        )
    context = {"protocol": found, "forms": forms, "hidden": hidden}
    step = (_title(found), reverse("commission:protocol", args=[found.pk]))
    return show(
        request,
        "commission/items.html",
        found.competition,
        context,
        refusal=refusal,
        more=_steps(found, True, step),
    )


def _title(found: Protocol) -> str:
    return _("Protocol %(number)s") % {"number": found.number} if found.number else _("Draft of the protocol")


@requires(Role.SECRETARY, Role.CHAIR)
@require_safe
def preview(request, protocol_id: UUID, language: str):
    """Show the draft as the PDF it would become."""
    found = queries.protocol_of(request.acting_as, protocol_id)
    if found.state != ProtocolState.DRAFT or language not in PROTOCOL.languages:
        raise Http404
    content = preview_of("protocol", protocol_payload(found, now=None, signatory=None), language)
    return HttpResponse(
        content, content_type="application/pdf", headers={"Cache-Control": "private, no-store"}
    )


@requires(*transitions.SIGN_PROTOCOL.may.roles)
@require_http_methods(["GET", "POST"])
def sign(request, protocol_id: UUID):
    """Sign the protocol as the chair: what is signed is what was shown."""
    found = queries.protocol_of(request.acting_as, protocol_id)
    acting_as, now, refusal = request.acting_as, request.received_at, None
    if request.method == "POST":
        form = SignForm(request.POST)
        if form.is_valid():
            try:
                deciding.sign_protocol(found, shown=form.cleaned_data["shown"], acting_as=acting_as, now=now)
            except TransitionRefused as refused:
                refusal = refused.refusal
            else:
                messages.success(request, _("The protocol is signed. The organiser is told."))
                return redirect("commission:protocol", found.pk)
    else:
        refusal = refusal_of(transitions.SIGN_PROTOCOL, subject=found, acting_as=acting_as, now=now)
    digest = text_digest(found)
    context = {
        "protocol": found,
        "form": SignForm(initial={"shown": digest}),
        "digest": digest,
        "items": _lines(found, acting_as),
        "hindrances": hindrances(found, acting_as=acting_as, now=now) if refusal is None else (),
    }
    step = (_title(found), reverse("commission:protocol", args=[found.pk]))
    return show(
        request,
        "commission/sign.html",
        found.competition,
        context,
        refusal=refusal,
        more=_steps(found, True, step),
    )


@requires(*EVERYBODY)
@require_safe
def pdf(request, protocol_id: UUID, language: str):
    """Hand out the signed protocol to those who may read it."""
    found = queries.protocol_of(request.acting_as, protocol_id)
    if found.document is None or not queries.may_read(found, request.acting_as):
        raise Http404
    rendering = get_object_or_404(found.document.renderings.select_related("file"), language=language)
    return serve(rendering.file, request, as_attachment=False)
