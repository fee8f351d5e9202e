"""The members of the cluster: list, add, change, remove."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applications import services
from applications.forms import MemberForm
from applications.models import Application
from applications.queries import members_of
from applications.reading import TONES, identity_words, kind_words
from applications.services.drafting import MEMBER_FIELDS
from applications.views.common import attempt, crumbs_of, is_editable, own, page, why_not_editable
from cluster_selection.accounts.classifiers import region_name
from cluster_selection.workflow.refusals import TransitionRefused


@require_safe
def members(request: HttpRequest, pk: UUID) -> HttpResponse:
    """List the members with the state of their consents."""
    application = own(request, pk)
    law = application.competition.law
    rows = [
        {
            "member": member,
            "kind": kind_words(member.kind, law),
            "number": identity_words(member.identity, member.identity_number),
            "region": region_name(member.region) if member.region else "",
            "consent": member.consent.get_state_display(),
            "tone": TONES[member.consent.state],
        }
        for member in members_of(application)
    ]
    return page(
        request,
        "applications/members.html",
        application,
        rows=rows,
        editable=is_editable(request, application),
    )


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add a member."""
    application = own(request, pk)
    initial = {
        "region": application.regions[0] if application.regions else "",
        "language": application.language,
    }
    form = _form(request, application, initial)
    refusal = why_not_editable(request, application)
    if request.method == "POST" and form.is_valid():
        try:
            member = services.add_member(
                application, fields=_fields(form), acting_as=request.acting_as, now=request.received_at
            )
        except ValidationError as error:
            _show(form, error)
        except TransitionRefused as refused:
            refusal = refused.refusal
        else:
            messages.success(request, _("“%(name)s” is added.") % {"name": member.name})
            if "another" in request.POST:
                return redirect("applications:add_member", pk)
            return redirect("applications:members", pk)
    return _page(request, application, form, refusal, title=_("Add a member"))


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: UUID, member_id: UUID) -> HttpResponse:
    """Change what is written about a member."""
    application = own(request, pk)
    member = get_object_or_404(members_of(application), pk=member_id)
    form = _form(request, application, {name: getattr(member, name) for name in MEMBER_FIELDS})
    refusal = why_not_editable(request, application)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_member(
                member, fields=_fields(form), acting_as=request.acting_as, now=request.received_at
            )
        except ValidationError as error:
            _show(form, error)
        except TransitionRefused as refused:
            refusal = refused.refusal
        else:
            messages.success(request, _("The member is saved."))
            return redirect("applications:members", pk)
    return _page(request, application, form, refusal, title=member.name, member=member)


@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, pk: UUID, member_id: UUID) -> HttpResponse:
    """Take a member out after asking once more."""
    application = own(request, pk)
    member = get_object_or_404(members_of(application), pk=member_id)
    if request.method == "GET":
        refusal = why_not_editable(request, application)
    else:
        refusal = attempt(
            lambda: services.remove_member(member, acting_as=request.acting_as, now=request.received_at)
        )
        if refusal is None:
            messages.success(request, _("“%(name)s” is removed.") % {"name": member.name})
            return redirect("applications:members", pk)
    return page(
        request,
        "applications/member_remove.html",
        application,
        member=member,
        refusal=refusal,
        crumbs=_crumbs(application),
    )


def _form(request: HttpRequest, application: Application, initial: dict) -> MemberForm:
    return MemberForm(
        request.POST or None,
        initial=initial,
        law=application.competition.law,
        language=application.language,
    )


def _fields(form: MemberForm) -> dict:
    return {name: form.cleaned_data[name] for name in MEMBER_FIELDS}


def _show(form: MemberForm, error: ValidationError) -> None:
    for name, errors in error.message_dict.items():
        form.add_error(name if name in form.fields else None, errors)


def _crumbs(application: Application) -> list[tuple[str, str]]:
    return crumbs_of(
        application, (_("Members of the cluster"), reverse("applications:members", args=[application.pk]))
    )


def _page(request, application, form, refusal, *, title: str, member=None) -> HttpResponse:
    return page(
        request,
        "applications/member.html",
        application,
        form=form,
        refusal=refusal,
        title=title,
        member=member,
        crumbs=_crumbs(application),
    )
