"""The organiser receives the protocol (clauses 20, 21)."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cluster_selection.accounts.access import requires
from cluster_selection.accounts.enums import Role
from cluster_selection.files.services import serve
from cluster_selection.workflow.engine import refusal_of
from cluster_selection.workflow.refusals import TransitionRefused
from commission import queries, transitions
from commission.forms import ReceiveForm
from commission.services import deciding
from commission.views.loading import show, stored


@requires(*transitions.RECEIVE_PROTOCOL.may.roles)
@require_http_methods(["GET", "POST"])
def receive(request, protocol_id: UUID):
    """Record when the protocol was received; from then on its content is shown."""
    protocol = queries.protocol_of(request.acting_as, protocol_id)
    refusal = None
    if request.method == "POST":
        form = ReceiveForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                if _receive(request, protocol, form):
                    messages.success(request, _("The receipt of the protocol is recorded."))
                    return redirect("commission:protocol", protocol.pk)
            except TransitionRefused as refused:
                refusal = refused.refusal
    else:
        form = ReceiveForm()
        refusal = refusal_of(
            transitions.RECEIVE_PROTOCOL,
            subject=protocol,
            acting_as=request.acting_as,
            now=request.received_at,
        )
    context = {"protocol": protocol, "form": form}
    return show(request, "commission/receive.html", protocol.competition, context, refusal=refusal)


def _receive(request, protocol, form: ReceiveForm) -> bool:
    earlier = form.cleaned_data["when"] == ReceiveForm.EARLIER
    evidence = stored(request, form, "evidence") if form.cleaned_data["evidence"] else None
    if form.errors:
        return False
    deciding.receive_protocol(
        protocol,
        occurred_at=form.cleaned_data["received_at"] if earlier else request.received_at,
        evidence=evidence,
        acting_as=request.acting_as,
        now=request.received_at,
    )
    return True


@requires(*queries.RECEIVERS, Role.AUDITOR)
@require_safe
def evidence(request, protocol_id: UUID):
    """Hand out the evidence of the receipt."""
    protocol = queries.protocol_of(request.acting_as, protocol_id)
    if protocol.file is None or not queries.may_read(protocol, request.acting_as):
        raise Http404
    return serve(protocol.file, request)
