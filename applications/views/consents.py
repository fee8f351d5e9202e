"""The consents of the members, as the applicant gathers them."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications import services
from applications.documents import printable_annex2
from applications.enums import ConsentState
from applications.forms import AskForm, GiveForm
from applications.models import Application, Consent
from applications.queries import consents_with_members
from applications.reading import TONES
from applications.services.consents import may_give
from applications.transitions import ASK, REMIND
from applications.views.common import attempt, crumbs_of, own, page
from applications.views.downloads import pdf_response
from cluster_selection.files.services import FileRefused
from cluster_selection.workflow.engine import refusal_of
from cluster_selection.workflow.refusals import TransitionRefused


@require_safe
def consents(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the consent of every member, and what can be done about each."""
    application = own(request, pk)
    rows = [_row(request, consent) for consent in _consents(application)]
    waiting = [row for row in rows if row["consent"].state == ConsentState.NOT_ASKED and row["ask"]]
    return page(
        request,
        "applications/consents.html",
        application,
        rows=rows,
        given=sum(row["consent"].state == ConsentState.GIVEN for row in rows),
        to_ask=sum(bool(row["consent"].member.contact_email) for row in waiting),
        sufficient=application.competition.law.policy("T18") == "sufficient",
        clause=application.competition.law.clause_of("consent.give"),
    )


def _consents(application: Application) -> list[Consent]:
    rows = list(consents_with_members(application))
    for consent in rows:
        consent.application = application
    return rows


def _consent(application: Application, member_id: UUID) -> Consent:
    consent = get_object_or_404(consents_with_members(application), member_id=member_id)
    consent.application = application
    return consent


def _row(request: HttpRequest, consent: Consent) -> dict:
    def may(transition) -> bool:
        return (
            refusal_of(transition, subject=consent, acting_as=request.acting_as, now=request.received_at)
            is None
        )

    return {
        "consent": consent,
        "member": consent.member,
        "word": consent.get_state_display(),
        "tone": TONES[consent.state],
        "ask": may(ASK),
        "remind": may(REMIND),
        "give": may_give(consent, acting_as=request.acting_as, now=request.received_at) is None,
    }


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, pk: UUID, member_id: UUID) -> HttpResponse:
    """Send a member its personal link, or another one; the link is shown once on the answer to the press."""
    application = own(request, pk)
    consent = _consent(application, member_id)
    form = AskForm(request.POST or None, initial={"email": consent.member.contact_email})
    refusal = refusal_of(ASK, subject=consent, acting_as=request.acting_as, now=request.received_at)
    if request.method == "POST" and form.is_valid():
        try:
            asked = services.ask_consent(
                consent,
                email=form.cleaned_data["email"],
                acting_as=request.acting_as,
                now=request.received_at,
            )
        except TransitionRefused as refused:
            refusal = refused.refusal
        else:
            return _link_page(request, application, asked)
    return page(
        request,
        "applications/consent_ask.html",
        application,
        member=consent.member,
        consent=consent,
        form=form,
        refusal=refusal,
        crumbs=_crumbs(application),
    )


@require_POST
def remind(request: HttpRequest, pk: UUID, member_id: UUID) -> HttpResponse:
    """Send a member another link in place of the earlier one."""
    application = own(request, pk)
    consent = _consent(application, member_id)
    try:
        reminded = services.remind_consent(consent, acting_as=request.acting_as, now=request.received_at)
    except TransitionRefused as refused:
        messages.error(request, f"{refused.refusal.message} {refused.refusal.way_on}")
        return redirect("applications:consents", pk)
    return _link_page(request, application, reminded)


def _link_page(request: HttpRequest, application: Application, asked: Consent) -> HttpResponse:
    # Answered without a redirect: the link is kept nowhere, so another page could not show it.
    with override(asked.member.language):
        address = reverse("applications:consent", args=[asked.token])
    response = page(
        request,
        "applications/consent_link.html",
        application,
        member=asked.member,
        sent_to=asked.sent_to,
        link=request.build_absolute_uri(address),
        crumbs=_crumbs(application),
    )
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def ask_all(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send the link to every member that has an address and was not asked."""
    application = own(request, pk)
    sent: list[Consent] = []

    def act() -> None:
        sent.extend(services.ask_consents(application, acting_as=request.acting_as, now=request.received_at))

    refusal = attempt(act)
    if refusal is not None:
        messages.error(request, f"{refusal.message} {refusal.way_on}")
    else:
        words = ngettext("%(number)s link is sent.", "%(number)s links are sent.", len(sent))
        messages.success(request, words % {"number": len(sent)})
    return redirect("applications:consents", pk)


@require_http_methods(["GET", "POST"])
def give(request: HttpRequest, pk: UUID, member_id: UUID) -> HttpResponse:
    """Attach the signed form of a member that the participant holds."""
    application = own(request, pk)
    consent = _consent(application, member_id)
    form = GiveForm(
        request.POST or None,
        request.FILES or None,
        initial={"signer_name": consent.signer_name, "signer_position": consent.signer_position},
    )
    refusal = may_give(consent, acting_as=request.acting_as, now=request.received_at)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            services.give_consent(
                consent,
                upload=upload,
                name=upload.name,
                signer_name=form.cleaned_data["signer_name"],
                signer_position=form.cleaned_data["signer_position"],
                acting_as=request.acting_as,
                now=request.received_at,
            )
        except FileRefused as refused:
            form.add_error("file", str(refused))
        except TransitionRefused as refused:
            refusal = refused.refusal
        else:
            messages.success(
                request, _("The consent of “%(name)s” is given.") % {"name": consent.member.name}
            )
            return redirect("applications:consents", pk)
    return page(
        request,
        "applications/consent_give.html",
        application,
        member=consent.member,
        form=form,
        refusal=refusal,
        crumbs=_crumbs(application),
    )


@require_safe
def print_annex2(request: HttpRequest, pk: UUID, member_id: UUID, language: str) -> HttpResponse:
    """Hand out the consent of a member as a PDF to print and sign."""
    application = own(request, pk)
    if language not in ("kk", "ru"):
        raise Http404
    consent = _consent(application, member_id)
    return pdf_response(request, application, printable_annex2(consent, language), f"annex2-{language}.pdf")


def _crumbs(application: Application) -> list[tuple[str, str]]:
    return crumbs_of(
        application, (_("Consents of the members"), reverse("applications:consents", args=[application.pk]))
    )
