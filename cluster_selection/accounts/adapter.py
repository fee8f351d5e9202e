"""How allauth is fitted into the portal: words, language, letters through the outbox, safe redirects."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from cluster_selection.accounts.enums import OFFICE_OF, Office
from cluster_selection.accounts.letters import post_letter
from cluster_selection.accounts.models import Membership
from cluster_selection.accounts.sealing import seal, unseal
from cluster_selection.clock import Clock


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in, sign-up and letters about the account."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed."),
        "cannot_remove_primary_email": _("The address you sign in with cannot be removed."),
        "duplicate_email": _("This is already the address of your account."),
        "email_password_mismatch": _("The e-mail address or the password is not right."),
        "email_taken": _("A person with this e-mail address already exists."),
        "enter_current_password": _("The current password is not right."),
        "incorrect_code": _("The code is not right. Enter the newest one."),
        "incorrect_password": _("The password is not right."),
        "invalid_or_expired_key": _("The link is not valid or has expired."),
        "invalid_password_reset": _("The link is not valid or has been used."),
        "max_email_addresses": _("You cannot add more than %d addresses."),
        "rate_limited": _("Too many attempts. Try again in a few minutes."),
        "same_as_current": _("The new value must differ from the current one."),
        "too_many_login_attempts": _("Too many attempts. Try again in a few minutes."),
        "unknown_email": _("There is no account with this address."),
        "unverified_primary_email": _("Confirm your e-mail address first."),
    }

    def save_user(self, request: HttpRequest, user, form, commit: bool = True):
        """Save the person with the name, position, telephone and language of the sign-up form."""
        for name in ("full_name", "position", "phone", "language"):
            setattr(user, name, form.cleaned_data[name])
        return super().save_user(request, user, form, commit=commit)

    def is_safe_url(self, url: str) -> bool:
        """Allow a redirect to an address of this very host only."""
        request = allauth_context.request
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Lead to the home page in the reader's language."""
        return f"/{translation.get_language()}/"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Lead back to the account."""
        return reverse("accounts:account")

    def format_email_subject(self, subject: str) -> str:
        """Return the subject as it is, without the name of the host before it."""
        return str(subject)

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Write a letter in the person's language and leave it to the worker.

        The letter waits sealed, because it may carry a link that opens the account.
        """
        user = context.get("user")
        language = user.language if user is not None else translation.get_language()
        with translation.override(language):
            letter = self.render_mail(
                template_prefix, email, {"email": email, "site_url": settings.SITE_URL, **context}
            )
        post_letter(to=email, subject=letter.subject, body=letter.body)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict | None = None,
        email: str | None = None,
    ) -> None:
        """Tell the person that something about the account has changed."""
        details = {
            "user": user,
            "occurred_at": Clock.display(),
            "ip": self.get_client_ip(self.request),
            "user_agent": self.get_http_user_agent(self.request)[:200],
        }
        self.send_mail(template_prefix, email or user.email, {**details, **(context or {})})


class MFAAdapter(DefaultMFAAdapter):
    """The authenticator app: its key is sealed at rest, and offices cannot switch it off."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _("Your role asks for a second factor: it cannot be switched off."),
        "cannot_generate_recovery_codes": _("Connect an authenticator app before you make recovery codes."),
        "incorrect_code": _("The code is not right. Enter the newest one."),
        "unverified_email": _("Confirm your e-mail address before you connect an authenticator app."),
    }

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        """Name the account in the authenticator app by its e-mail address."""
        return user.email

    def encrypt(self, text: str) -> str:
        """Seal the key of the authenticator app before it is stored."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open the stored key."""
        return unseal(encrypted_text)

    def can_delete_authenticator(self, authenticator) -> bool:
        """Refuse to switch off the second factor of a person who must have one."""
        if not settings.SECOND_FACTOR_REQUIRED:
            return True
        offices = [role for role, office in OFFICE_OF.items() if office != Office.APPLICANTS]
        held = Membership.objects.active_on(Clock.today()).filter(
            user=authenticator.user_id, role__in=offices
        )
        return not authenticator.user.is_staff and not held.exists()


def client_ip(request: HttpRequest) -> str:
    """Return the address from which the request came, past the trusted proxies; for django-axes."""
    return AccountAdapter(request).get_client_ip(request)
