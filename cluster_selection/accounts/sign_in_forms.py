"""allauth's forms in the words and the look of the portal."""

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.recovery_codes import forms as recovery
from allauth.mfa.totp import forms as totp
from django.utils.translation import gettext_lazy as _

from cluster_selection.forms import PortalForm

_PASSWORD_HELP = _("At least 12 characters; not digits only, not a common password, not like your name.")
_LABELS = {
    "login": _("E-mail"),
    "email": _("E-mail"),
    "password": _("Password"),
    "oldpassword": _("Current password"),
    "password1": _("New password"),
    "password2": _("New password again"),
    "code": _("Code of six digits, or a recovery code"),
}


class _Worded(PortalForm):
    """Gives the fields our labels and takes away the placeholders."""

    labels = _LABELS

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            if name in ("password", "oldpassword"):
                field.help_text = ""
            if name == "password1":
                field.help_text = _PASSWORD_HELP

    def add_error(self, field, error) -> None:
        """Say in our words that the two passwords differ, the only fault a typed one can have."""
        differ = field == "password2" and self.cleaned_data.get("password2")
        super().add_error(field, _("The two passwords differ.") if differ else error)


class SignInForm(_Worded, account.LoginForm):
    """E-mail and password."""


class SignUpForm(_Worded, account.SignupForm):
    """A new account."""

    field_order = ["email", "full_name", "position", "phone", "language", "password1", "password2"]
    labels = {**_LABELS, "password1": _("Password"), "password2": _("Password again")}


class ChangeEmailForm(_Worded, account.AddEmailForm):
    """A new e-mail address."""

    labels = {**_LABELS, "email": _("New e-mail address")}


class ChangePasswordForm(_Worded, account.ChangePasswordForm):
    """The old password and a new one."""


class SetPasswordForm(_Worded, account.SetPasswordForm):
    """A password for an account without one."""


class ResetPasswordForm(_Worded, account.ResetPasswordForm):
    """The address to which the link goes."""


class ResetPasswordKeyForm(_Worded, account.ResetPasswordKeyForm):
    """A new password after the link."""


class ReauthenticateForm(_Worded, account.ReauthenticateForm):
    """The password once more."""


class AuthenticateForm(_Worded, mfa.AuthenticateForm):
    """The second factor at sign-in."""


class ReauthenticateCodeForm(_Worded, mfa.ReauthenticateForm):
    """The second factor once more."""


class ActivateTOTPForm(_Worded, totp.ActivateTOTPForm):
    """The first code of the authenticator app."""

    labels = {**_LABELS, "code": _("Code of six digits from the app")}


class DeactivateTOTPForm(_Worded, totp.DeactivateTOTPForm):
    """A confirmation without fields."""


class GenerateRecoveryCodesForm(_Worded, recovery.GenerateRecoveryCodesForm):
    """A confirmation without fields."""
