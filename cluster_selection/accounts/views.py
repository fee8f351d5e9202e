"""Pages of the account, the organisation, invitations and the roles in which a person acts."""

from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cluster_selection.accounts import kept as kept_texts
from cluster_selection.accounts import queries, services
from cluster_selection.accounts.access import requires
from cluster_selection.accounts.classifiers import region_name
from cluster_selection.accounts.enums import OrganisationKind, Role
from cluster_selection.accounts.errors import AccountRefused
from cluster_selection.accounts.forms import (
    EndMembershipForm,
    InvitationForm,
    OrganisationChangeForm,
    OrganisationForm,
    ProfileForm,
)
from cluster_selection.accounts.guards import may_manage, may_see_members, roles_to_give
from cluster_selection.accounts.middleware import SESSION_KEY
from cluster_selection.accounts.models import Membership, Organisation
from cluster_selection.clock import day_of
from cluster_selection.paging import paginate


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Show the person's own data, roles and how the account is protected."""
    user = request.user
    facts = [
        (_("Full name"), user.full_name),
        (_("Position"), user.position or "–"),
        (_("E-mail"), user.email),
        (_("Telephone"), user.phone or "–"),
        (_("Language of letters"), user.get_language_display()),
    ]
    context = {
        "facts": facts,
        "memberships": request.memberships,
        "acting_as": request.acting_as,
        "has_app": is_mfa_enabled(user, [Authenticator.Type.TOTP]),
        "second_factor_required": settings.SECOND_FACTOR_REQUIRED,
    }
    return render(request, "accounts/account.html", context)


@require_http_methods(["GET", "POST"])
def change_account(request: HttpRequest) -> HttpResponse:
    """Change the person's own data."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        services.change_profile(
            user=request.user, acting_as=request.acting_as, now=request.received_at, **form.cleaned_data
        )
        messages.success(request, _("Your data is saved."))
        return redirect("accounts:account")
    return render(request, "accounts/account_form.html", {"form": form, "crumbs": _account_crumbs()})


@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """List the organisations the reader may see; the only one of a participant is opened at once."""
    day = day_of(request.received_at)
    visible = queries.organisations_visible_to(request.acting_as, user=request.user, day=day)
    page = paginate(
        visible,
        order=("name_kk", "id"),
        after=request.GET.get("after"),
        before=request.GET.get("before"),
    )
    if len(page.rows) == 1 and request.acting_as is not None and page.next is None and page.previous is None:
        return redirect("accounts:organisation", page.rows[0].id)
    return render(request, "accounts/organisations.html", {"page": page})


@require_http_methods(["GET", "POST"])
def register_organisation(request: HttpRequest) -> HttpResponse:
    """Register a selection participant; the person becomes its representative."""
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            membership = services.register_organisation(
                user=request.user, now=request.received_at, **form.cleaned_data
            )
        except (AccountRefused, ValidationError) as refusal:
            _show(form, refusal)
        else:
            request.session[SESSION_KEY] = str(membership.id)
            for warning in form.warnings:
                messages.warning(request, warning)
            messages.success(request, _("The organisation is registered. You are its representative."))
            return redirect("accounts:organisation", membership.organisation_id)
    return render(request, "accounts/organisation_form.html", {"form": form, "crumbs": _account_crumbs()})


@require_safe
def organisation(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Show an organisation, its people and the invitations still open."""
    shown = _visible(request, organisation_id)
    today = day_of(request.received_at)
    manages = may_manage(request.acting_as, shown)
    members = [
        {"membership": membership, "active": membership.is_active_on(today) and membership.user.is_active}
        for membership in queries.memberships_of(shown, acting_as=request.acting_as)
    ]
    context = {
        "organisation": shown,
        "facts": _facts_of(shown, full=may_see_members(request.acting_as, shown)),
        "members": [row for row in members if row["active"]],
        "former": [row for row in members if not row["active"]],
        "invitations": queries.open_invitations_of(
            shown, acting_as=request.acting_as, now=request.received_at
        ),
        "manages": manages,
        "may_invite": bool(roles_to_give(request.acting_as, shown)),
        "closes_accounts": manages and request.acting_as.role == Role.SECURITY_ADMINISTRATOR,
        "crumbs": _account_crumbs(),
    }
    return render(request, "accounts/organisation.html", context)


@requires()
@require_http_methods(["GET", "POST"])
def change_organisation(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Change names and contacts of an organisation."""
    shown = _managed(request, organisation_id)
    form = OrganisationChangeForm(request.POST or None, instance=shown)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_organisation(
                organisation_id=shown.id,
                acting_as=request.acting_as,
                now=request.received_at,
                **form.cleaned_data,
            )
        except (AccountRefused, ValidationError) as refusal:
            _show(form, refusal)
        else:
            messages.success(request, _("The organisation is saved."))
            return redirect("accounts:organisation", shown.id)
    return render(
        request,
        "accounts/organisation_change.html",
        {"form": form, "organisation": shown, "crumbs": _organisation_crumbs(shown)},
    )


@requires()
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Invite a person into an organisation."""
    shown = _managed(request, organisation_id)
    form = InvitationForm(request.POST or None, roles=roles_to_give(request.acting_as, shown))
    if request.method == "POST" and form.is_valid():
        try:
            invitation = services.invite_member(
                organisation_id=shown.id,
                acting_as=request.acting_as,
                now=request.received_at,
                **form.cleaned_data,
            )
        except AccountRefused as refusal:
            _show(form, refusal)
        else:
            messages.success(
                request, _("A letter with the invitation goes to %(email)s.") % {"email": invitation.email}
            )
            return redirect("accounts:organisation", shown.id)
    return render(
        request,
        "accounts/invite.html",
        {"form": form, "organisation": shown, "crumbs": _organisation_crumbs(shown)},
    )


@requires()
@require_POST
def withdraw_invitation(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Withdraw an open invitation."""
    found = get_object_or_404(queries.invitations_managed_by(request.acting_as), id=invitation_id)
    try:
        services.withdraw_invitation(
            invitation_id=found.id, acting_as=request.acting_as, now=request.received_at
        )
    except AccountRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The invitation is withdrawn."))
    return redirect("accounts:organisation", found.organisation_id)


@requires()
@require_http_methods(["GET", "POST"])
def end_membership(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """End a person's role in an organisation from a day on."""
    found = get_object_or_404(queries.memberships_managed_by(request.acting_as), id=membership_id)
    _managed(request, found.organisation_id)
    form = EndMembershipForm(request.POST or None, initial={"until_on": day_of(request.received_at)})
    if request.method == "POST" and form.is_valid():
        try:
            services.end_membership(
                membership_id=found.id,
                acting_as=request.acting_as,
                now=request.received_at,
                until_on=form.cleaned_data["until_on"],
            )
        except AccountRefused as refusal:
            _show(form, refusal)
        else:
            messages.success(request, _("The end of the role is recorded."))
            if found.id == request.acting_as.id:
                return redirect("accounts:account")
            return redirect("accounts:organisation", found.organisation_id)
    context = {"form": form, "membership": found, "crumbs": _organisation_crumbs(found.organisation)}
    return render(request, "accounts/end_membership.html", context)


@requires(Role.SECURITY_ADMINISTRATOR)
@require_POST
def close_account(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """Forbid a person to sign in."""
    return _switch_account(request, membership_id, services.close_account, _("The account is closed."))


@requires(Role.SECURITY_ADMINISTRATOR)
@require_POST
def reopen_account(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """Let a person sign in again."""
    return _switch_account(request, membership_id, services.reopen_account, _("The account is open again."))


def _switch_account(request: HttpRequest, membership_id: UUID, service, done: str) -> HttpResponse:
    found = get_object_or_404(queries.memberships_managed_by(request.acting_as), id=membership_id)
    try:
        service(user_id=found.user_id, acting_as=request.acting_as, now=request.received_at)
    except AccountRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("accounts:organisation", found.organisation_id)


@login_not_required
@never_cache
@require_safe
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show an invitation to whoever holds its link, and the way to accept it."""
    found = queries.invitation_by_token(token)
    is_open = found is not None and found.is_open_at(request.received_at)
    here = reverse("accounts:invitation", args=[token])
    signed_in = request.user.is_authenticated
    context = {
        "invitation": found if is_open else None,
        "token": token,
        "sign_in_url": reverse("account_login", query={"next": here}),
        "signed_in": signed_in,
        "is_addressee": is_open and signed_in and request.user.email.lower() == found.email,
    }
    return render(request, "accounts/invitation.html", context, status=200 if is_open else 410)


@login_not_required
@require_POST
def register_from_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Lead to sign-up; the address of the invitation counts as confirmed, the link was sent to it."""
    found = queries.invitation_by_token(token)
    here = reverse("accounts:invitation", args=[token])
    if found is None or not found.is_open_at(request.received_at):
        return HttpResponseRedirect(here)
    get_adapter().stash_verified_email(request, found.email)
    return HttpResponseRedirect(reverse("account_signup", query={"email": found.email, "next": here}))


@require_POST
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation as the person signed in."""
    try:
        membership = services.accept_invitation(token=token, user=request.user, now=request.received_at)
    except AccountRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("accounts:invitation", token)
    request.session[SESSION_KEY] = str(membership.id)
    messages.success(
        request,
        _("You now act as %(role)s of “%(organisation)s”.")
        % {"role": membership.get_role_display(), "organisation": membership.organisation},
    )
    return HttpResponseRedirect(resolve_url(settings.LOGIN_REDIRECT_URL))


@require_POST
def act_as(request: HttpRequest) -> HttpResponse:
    """Choose the membership in which the person acts; somebody else's or an ended one is not found."""
    chosen = request.POST.get("membership", "")
    if chosen not in {str(membership.id) for membership in request.memberships}:
        raise Http404
    request.session[SESSION_KEY] = chosen
    return HttpResponseRedirect(_next(request))


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def demo(request: HttpRequest) -> HttpResponse:
    """Sign in with one click as any person of the demo; the page does not exist outside the demo."""
    if not settings.DEMO or settings.PRODUCTION:
        raise Http404
    day = day_of(request.received_at)
    if request.method == "POST":
        held = Membership.objects.active_on(day).select_related("user")
        membership = _found(held, request.POST.get("membership", ""))
        login(request, membership.user, backend="django.contrib.auth.backends.ModelBackend")
        request.session[SESSION_KEY] = str(membership.id)
        return HttpResponseRedirect(_next(request))
    context = {"groups": queries.memberships_for_demo(day=day), "next": request.GET.get("next", "")}
    return render(request, "accounts/demo.html", context)


@never_cache
@require_safe
def kept(request: HttpRequest, key: UUID) -> HttpResponse:
    """Offer the text that was typed before the sign-in expired, to the same person in the same browser."""
    found = kept_texts.kept_text(request, str(key))
    if found is None:
        raise Http404
    shown = [(name, text) for name, text in found["fields"] if text.strip()]
    context = {"key": key, "field": kept_texts.FIELD, "text": found, "shown": shown}
    return render(request, "accounts/kept.html", context)


@require_POST
def forget_kept(request: HttpRequest, key: UUID) -> HttpResponse:
    """Forget a kept text and lead to the page it was typed on."""
    found = kept_texts.kept_text(request, str(key))
    if found is None:
        raise Http404
    kept_texts.forget(request, str(key))
    messages.success(request, _("The kept text is forgotten."))
    return HttpResponseRedirect(resolve_url(settings.LOGIN_REDIRECT_URL))


def _found(rows, key: str) -> Membership:
    try:
        return get_object_or_404(rows, id=UUID(key))
    except ValueError as error:
        raise Http404 from error


def _next(request: HttpRequest) -> str:
    """Return the address asked for if it is on this host, else the page after sign-in."""
    address = request.POST.get("next", "")
    if address and url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return address
    return resolve_url(settings.LOGIN_REDIRECT_URL)


def _visible(request: HttpRequest, organisation_id: UUID) -> Organisation:
    rows = queries.organisations_visible_to(
        request.acting_as, user=request.user, day=day_of(request.received_at)
    )
    return get_object_or_404(rows.select_related("lead"), id=organisation_id)


def _managed(request: HttpRequest, organisation_id: UUID) -> Organisation:
    shown = _visible(request, organisation_id)
    if not may_manage(request.acting_as, shown):
        raise Http404
    return shown


def _facts_of(shown: Organisation, *, full: bool) -> list[tuple[str, str]]:
    facts = [(_("Kind"), shown.get_kind_display())]
    if shown.identity_number:
        facts.append((shown.get_identity_display(), shown.identity_number if full else shown.masked_number))
    if shown.kind == OrganisationKind.GROUP:
        facts.append((_("Lead of the group"), f"{shown.lead} ({shown.lead.masked_number})"))
    facts += [
        (_("Name in Kazakh"), shown.name_kk),
        (_("Name in Russian"), shown.name_ru),
        (_("Name in English"), shown.name_en or "–"),
        (_("Region"), region_name(shown.region) or "–"),
        (_("Address"), shown.address or "–"),
        (_("E-mail"), shown.email or "–"),
        (_("Telephone"), shown.phone or "–"),
    ]
    return facts


def _account_crumbs() -> list[tuple[str, str]]:
    return [(_("My account"), reverse("accounts:account"))]


def _organisation_crumbs(shown: Organisation) -> list[tuple[str, str]]:
    return [*_account_crumbs(), (str(shown), reverse("accounts:organisation", args=[shown.id]))]


def _show(form, refusal: AccountRefused | ValidationError) -> None:
    """Put a refusal where the person can see it: at its field, or above the form."""
    if isinstance(refusal, AccountRefused):
        form.add_error(None, str(refusal))
        return
    for name, errors in refusal.message_dict.items():
        form.add_error(name if name in form.fields else None, errors)
