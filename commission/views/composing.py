"""The composition of the Commission, as the order of the organiser names it (clause 2(4))."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cluster_selection.accounts.access import requires
from cluster_selection.accounts.enums import Role
from cluster_selection.clock import day_of
from cluster_selection.files.services import serve
from cluster_selection.workflow.engine import refusal_of
from cluster_selection.workflow.refusals import TransitionRefused
from commission import queries, transitions
from commission.enums import Body, Function
from commission.forms import CompositionForm, MemberForm, MemberFormSet, typed_rows
from commission.services.composing import compose as record_composition
from commission.views.loading import EVERYBODY, contest_or_404, show, stored

_MORE = 4
_ROW = tuple(MemberForm.base_fields)
_FUNCTIONS = {Role.CHAIR: Function.CHAIR, Role.SECRETARY: Function.SECRETARY}


@requires(*EVERYBODY)
@require_safe
def composition(request, competition_id: UUID):
    """Show the composition in force, and those before it."""
    contest = contest_or_404(request, competition_id)
    rows = list(queries.compositions_of(contest))
    refusal = refusal_of(
        transitions.COMPOSE, subject=contest, acting_as=request.acting_as, now=request.received_at
    )
    current = rows[0] if rows else None
    present = {member.body for member in current.members.all()} if current else set()
    return show(
        request,
        "commission/composition.html",
        contest,
        {
            "compositions": rows,
            "may_compose": refusal is None,
            "missing_bodies": [body.label for body in Body if body not in present] if current else [],
        },
    )


@requires(*transitions.COMPOSE.may.roles)
@require_http_methods(["GET", "POST"])
def compose(request, competition_id: UUID):
    """Record the order: its requisites, quorum, majority, and the people it names."""
    contest = contest_or_404(request, competition_id)
    people = queries.people_of_the_commission(day_of(request.received_at))
    refusal = None
    if "more" in request.POST:
        form = CompositionForm(initial=request.POST.dict())
        members = _rows(people, typed_rows(request.POST, "members", _ROW, more=_MORE))
    elif request.method == "POST":
        form = CompositionForm(request.POST, request.FILES)
        members = MemberFormSet(request.POST, prefix="members", form_kwargs={"people": people})
        if all((form.is_valid(), members.is_valid())):
            try:
                if _record(request, contest, form, members):
                    messages.success(request, _("The composition of the Commission is recorded."))
                    return redirect("commission:composition", contest.pk)
            except TransitionRefused as refused:
                refusal = refused.refusal
    else:
        form, members = (
            CompositionForm(),
            _rows(people, [*map(_proposed, people), *({} for _n in range(_MORE))]),
        )
        refusal = refusal_of(
            transitions.COMPOSE, subject=contest, acting_as=request.acting_as, now=request.received_at
        )
    return show(
        request,
        "commission/compose.html",
        contest,
        {"form": form, "members": members},
        refusal=refusal,
        more=((_("Composition"), reverse("commission:composition", args=[contest.pk])),),
    )


def _rows(people, initial: list[dict]):
    formset = MemberFormSet(prefix="members", form_kwargs={"people": people}, initial=initial)
    return formset


def _proposed(membership) -> dict:
    """Propose the people who hold a role of the Commission, as their accounts name them."""
    function = _FUNCTIONS.get(membership.role, Function.MEMBER)
    return {
        "membership": membership.pk,
        "name": membership.user.full_name,
        "post": membership.user.position,
        "function": function,
        "votes": function != Function.SECRETARY,
    }


def _record(request, contest, form: CompositionForm, members) -> bool:
    file = stored(request, form, "file") if form.cleaned_data["file"] else None
    if form.errors:
        return False
    values = {name: form.cleaned_data[name] for name in ("order_number", "order_on", "quorum", "majority")}
    record_composition(
        contest,
        members=members.members(),
        file=file,
        acting_as=request.acting_as,
        now=request.received_at,
        **values,
    )
    return True


@requires(*EVERYBODY)
@require_safe
def order(request, competition_id: UUID, composition_id: UUID):
    """Hand out the scan of the order."""
    contest = contest_or_404(request, competition_id)
    row = get_object_or_404(queries.compositions_of(contest), pk=composition_id)
    if row.file is None:
        raise Http404
    return serve(row.file, request)
