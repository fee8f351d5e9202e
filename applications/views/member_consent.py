"""The page a member of the cluster opens from its personal link, without an account.

The token in the address is the key: no cookie and no session decides anything here, so there is nothing a
foreign page could misuse, and the forms need no token of their own.
"""

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from applications import services
from applications.documents import printable_annex2
from applications.enums import ConsentState
from applications.forms import AnnounceForm, GiveForm, ReasonForm
from applications.queries import ConsentLink, consent_link
from applications.reading import TONES, consent_text
from applications.transitions import ANNOUNCE, DECLINE, GIVE, REVOKE
from applications.views.common import closing_day
from cluster_selection.competitions.cards import title_of
from cluster_selection.files.services import FileRefused
from cluster_selection.journal.services import record_access
from cluster_selection.languages import active_language
from cluster_selection.workflow.engine import Transition, refusal_of
from cluster_selection.workflow.refusals import Refusal, TransitionRefused

_DONE = {
    ConsentState.ASKED: "",
    ConsentState.ANNOUNCED: "announced",
    ConsentState.GIVEN: "given",
    ConsentState.DECLINED: "declined",
    ConsentState.REVOKED: "revoked",
}


def _public(view: Callable) -> Callable:
    return login_not_required(csrf_exempt(never_cache(view)))


@_public
@require_safe
def consent(request: HttpRequest, token: str) -> HttpResponse:
    """Show the exact words of Annex 2 with the member's name, and what the member can do.

    Clause: 7(1)
    """
    link = consent_link(token)
    return _unknown(request) if link is None else _page(request, token, link)


@_public
@require_POST
def announce(request: HttpRequest, token: str) -> HttpResponse:
    """Record the intention to consent; the signed form must follow (T18)."""
    form = AnnounceForm(request.POST)
    return _act(request, token, form, "announce_form", services.announce_consent)


@_public
@require_POST
def give(request: HttpRequest, token: str) -> HttpResponse:
    """Take the signed form or the signature file."""

    def give_with_file(consent, *, file, **answers):
        return services.give_consent(consent, upload=file, name=file.name, **answers)

    return _act(
        request, token, GiveForm(request.POST, request.FILES, prefix="give"), "give_form", give_with_file
    )


@_public
@require_POST
def decline(request: HttpRequest, token: str) -> HttpResponse:
    """Record that the member declines."""
    return _act(
        request, token, ReasonForm(request.POST, prefix="decline"), "decline_form", services.decline_consent
    )


@_public
@require_POST
def revoke(request: HttpRequest, token: str) -> HttpResponse:
    """Record that the member revokes what it announced or gave."""
    return _act(
        request, token, ReasonForm(request.POST, prefix="revoke"), "revoke_form", services.revoke_consent
    )


@_public
@require_safe
def print_annex2(request: HttpRequest, token: str, language: str) -> HttpResponse:
    """Hand out the consent as a PDF to print and sign."""
    link = consent_link(token)
    if link is None:
        return _unknown(request)
    if language not in ("kk", "ru"):
        raise Http404
    response = HttpResponse(printable_annex2(link.consent, language), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="annex2-{language}.pdf"'
    record_access(request=request, what="download", subject=link.consent, detail="annex2")
    return response


def _unknown(request: HttpRequest) -> HttpResponse:
    return render(request, "applications/consent_unknown.html", status=410)


def _act(request: HttpRequest, token: str, form, name: str, service: Callable) -> HttpResponse:
    link = consent_link(token)
    if link is None:
        return _unknown(request)
    refusal = None
    if form.is_valid():
        try:
            service(link.consent, **form.cleaned_data, acting_as=link, now=request.received_at)
        except FileRefused as refused:
            form.add_error("file", str(refused))
        except TransitionRefused as refused:
            refusal = refused.refusal
        else:
            return redirect("applications:consent", token)
    return _page(request, token, link, refusal=refusal, failed=form, **{name: form})


def _page(
    request: HttpRequest,
    token: str,
    link: ConsentLink,
    *,
    refusal: Refusal | None = None,
    failed=None,
    **forms,
) -> HttpResponse:
    consent = link.consent
    application, member = consent.application, consent.member
    contest = application.competition

    def may(transition: Transition) -> bool:
        return refusal_of(transition, subject=consent, acting_as=link, now=request.received_at) is None

    signer = {"signer_name": consent.signer_name, "signer_position": consent.signer_position}
    context = {
        "token": token,
        "consent": consent,
        "member": member,
        "application": application,
        "contest": contest,
        "contest_title": title_of(contest),
        "text": consent_text(contest.law, name=member.name, language=active_language()),
        "state": consent.get_state_display(),
        "tone": TONES[consent.state],
        "done": _DONE.get(consent.state, ""),
        "sufficient": contest.law.policy("T18") == "sufficient",
        "may_announce": may(ANNOUNCE),
        "may_give": may(GIVE),
        "may_decline": may(DECLINE),
        "may_revoke": may(REVOKE),
        "announce_form": AnnounceForm(initial=signer),
        "give_form": GiveForm(initial=signer, prefix="give"),
        "decline_form": ReasonForm(prefix="decline"),
        "revoke_form": ReasonForm(prefix="revoke"),
        "failed": failed,
        "refusal": refusal,
        "is_open": contest.is_open(request.received_at),
        "term": closing_day(contest, now=request.received_at),
        "clause": contest.law.clause_of("consent.give"),
        "edition_key": contest.law.key,
        **forms,
    }
    return render(request, "applications/consent.html", context, status=refusal.status if refusal else 200)
