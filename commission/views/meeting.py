"""Meetings: opened, who was present, who was recused and why (clause 19)."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applications.models import Application
from cluster_selection.accounts.access import requires
from cluster_selection.workflow.engine import refusal_of
from cluster_selection.workflow.refusals import TransitionRefused
from commission import queries, transitions
from commission.forms import (
    OpenMeetingForm,
    RecordForm,
    RecusalForm,
    RecusalFormSet,
    typed_intervals,
    typed_rows,
)
from commission.services import meeting as meetings
from commission.views.loading import COMMISSION, contest_or_404, show

_MORE = 2
_ROW = tuple(RecusalForm.base_fields)


@requires(*transitions.OPEN_MEETING.may.roles)
@require_http_methods(["GET", "POST"])
def open_meeting(request, competition_id: UUID):
    """Open the record of a meeting."""
    contest = contest_or_404(request, competition_id)
    composition, refusal = queries.current_composition(contest), None
    if request.method == "POST":
        form = OpenMeetingForm(request.POST)
        if form.is_valid():
            try:
                opened = meetings.open_meeting(
                    contest,
                    composition=composition,
                    acting_as=request.acting_as,
                    now=request.received_at,
                    **form.cleaned_data,
                )
            except TransitionRefused as refused:
                refusal = refused.refusal
            else:
                messages.success(request, _("The meeting is open. Record who is present."))
                return redirect("commission:meeting", opened.pk)
    else:
        form = OpenMeetingForm(initial={"starts_at": request.received_at})
        refusal = refusal_of(
            transitions.OPEN_MEETING, subject=contest, acting_as=request.acting_as, now=request.received_at
        )
    context = {"form": form, "composition": composition}
    return show(request, "commission/open_meeting.html", contest, context, refusal=refusal)


@requires(*COMMISSION)
@require_safe
def meeting(request, meeting_id: UUID):
    """Show a meeting: its agenda, who was present, who was recused, and its protocol."""
    found = queries.meeting_of(request.acting_as, meeting_id)
    contest, attendance = found.competition, list(queries.attendance_of(found))
    members = [
        (member, typed_intervals([row for row in attendance if row.member_id == member.pk]))
        for member in found.composition.members.all()
    ]
    protocol = found.protocols.first()
    refusal = refusal_of(
        transitions.RECORD_MEETING,
        subject=contest,
        acting_as=request.acting_as,
        now=request.received_at,
    )
    return show(
        request,
        "commission/meeting.html",
        contest,
        {
            "meeting": found,
            "members": members,
            "present": len({row.member_id for row in attendance if row.member.votes}),
            "voting": sum(member.votes for member, _times in members),
            "recusals": queries.recusals_of(found),
            "protocol": protocol,
            "may_record": refusal is None and (protocol is None or protocol.state == "DRAFT"),
        },
    )


@requires(*transitions.RECORD_MEETING.may.roles)
@require_http_methods(["GET", "POST"])
def record(request, meeting_id: UUID):
    """Write when the meeting ended, who was present from when until when, and the recusals."""
    found = queries.meeting_of(request.acting_as, meeting_id)
    contest, refusal = found.competition, None
    members = found.composition.members.all()
    choices = {
        "applications": Application.objects.filter(
            pk__in=queries.listed_applications(contest, request.acting_as).order_by().values("pk")
        ).order_by("number"),
        "members": members,
    }
    about = {"meeting": found, "members": members, "attendance": list(queries.attendance_of(found))}
    if "more" in request.POST:
        form = RecordForm(initial=request.POST.dict(), **about)
        recusals = _rows(choices, typed_rows(request.POST, "recusals", _ROW, more=_MORE))
    elif request.method == "POST":
        form = RecordForm(request.POST, **about)
        recusals = RecusalFormSet(request.POST, prefix="recusals", form_kwargs=choices)
        if all((form.is_valid(), recusals.is_valid())):
            try:
                meetings.record_meeting(
                    found,
                    ends_at=form.cleaned_data["ends_at"],
                    attendance=form.attendance,
                    recusals=recusals.recusals(),
                    acting_as=request.acting_as,
                    now=request.received_at,
                )
            except TransitionRefused as refused:
                refusal = refused.refusal
            else:
                messages.success(request, _("The record of the meeting is saved."))
                return redirect("commission:meeting", found.pk)
    else:
        form = RecordForm(initial={"ends_at": found.ends_at}, **about)
        recusals = _rows(choices, [*map(_typed, queries.recusals_of(found)), *({} for _n in range(_MORE))])
        refusal = refusal_of(
            transitions.RECORD_MEETING,
            subject=contest,
            acting_as=request.acting_as,
            now=request.received_at,
        )
    context = {"meeting": found, "form": form, "recusals": recusals}
    step = (
        _("Meeting %(number)s") % {"number": found.number},
        reverse("commission:meeting", args=[found.pk]),
    )
    return show(request, "commission/record_meeting.html", contest, context, refusal=refusal, more=(step,))


def _rows(choices: dict, initial: list[dict]):
    return RecusalFormSet(prefix="recusals", form_kwargs=choices, initial=initial)


def _typed(recusal) -> dict:
    return {"application": recusal.application_id, "member": recusal.member_id, "ground": recusal.ground}
