"""The outbox (its rows are the leased jobs themselves) and the inbox."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cluster_selection.database import UUIDModel
from cluster_selection.languages import LANGUAGES

MAX_ATTEMPTS = 8
LONGEST_SUBJECT = 300


class Job(UUIDModel):
    """A piece of work written in the act's transaction and done by a worker, at least once.

    All its instants are real time of the database: the virtual clock does not move them.
    """

    kind = models.CharField(_("kind"), max_length=100)
    payload = models.JSONField(_("payload"), default=dict)
    unique_key = models.CharField(_("unique key"), max_length=200, null=True, blank=True, unique=True)
    run_at = models.DateTimeField(_("not before"), db_default=Now())
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    max_attempts = models.PositiveSmallIntegerField(_("attempts allowed"), default=MAX_ATTEMPTS)
    leased_until = models.DateTimeField(_("leased until"), null=True, blank=True)
    leased_by = models.CharField(_("leased by"), max_length=120, blank=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    dead_at = models.DateTimeField(_("given up at"), null=True, blank=True)
    last_error = models.TextField(_("last error"), blank=True)
    created_at = models.DateTimeField(_("created at"), db_default=Now())

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(dead_at=None),
                name="job_not_both_done_and_given_up",
                violation_error_message=_("A job is either done or given up."),
            ),
            models.CheckConstraint(
                condition=Q(leased_until=None, leased_by="")
                | (Q(leased_until__isnull=False) & ~Q(leased_by="")),
                name="job_lease_has_a_holder",
                violation_error_message=_("A lease has a holder and an end."),
            ),
            models.CheckConstraint(
                condition=Q(leased_until=None) | Q(done_at=None, dead_at=None),
                name="job_ended_holds_no_lease",
                violation_error_message=_("A job that has ended is leased to nobody."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["run_at", "id"], name="job_waiting", condition=Q(done_at=None, dead_at=None)
            ),
            models.Index(fields=["dead_at", "id"], name="job_dead", condition=Q(dead_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def error_line(self) -> str:
        """The last line of the last error: what went wrong, without where."""
        lines = self.last_error.strip().splitlines()
        return lines[-1] if lines else ""


class InboxMessage(UUIDModel):
    """A message to one person: it stands in the inbox and goes out by mail."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="inbox_messages",
    )
    message = models.CharField(_("kind of message"), max_length=100)
    language = models.CharField(_("language"), max_length=2)
    subject = models.CharField(_("subject"), max_length=LONGEST_SUBJECT)
    body = models.TextField(_("text"))
    context = models.JSONField(_("context"), default=dict, blank=True)
    competition_id = models.UUIDField(_("competition"), null=True, blank=True, db_index=True)
    url = models.CharField(_("page it leads to"), max_length=300, blank=True)
    legal = models.BooleanField(_("notice under the Rules"), default=False)
    created_at = models.DateTimeField(_("sent at"))
    mail_sent_at = models.DateTimeField(_("mailed at"), null=True, blank=True)
    mail_error = models.TextField(_("why it was not mailed"), blank=True)
    first_displayed_at = models.DateTimeField(_("first shown at"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.CheckConstraint(
                condition=Q(language__in=LANGUAGES),
                name="inbox_message_language_known",
                violation_error_message=_("The language is Kazakh, Russian or English."),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(first_displayed_at__isnull=False),
                name="inbox_message_confirmed_after_it_was_shown",
                violation_error_message=_("A message is confirmed after it was shown."),
            ),
        ]
        indexes = [
            models.Index(fields=["user", "-created_at", "id"], name="inbox_message_of_user"),
            models.Index(fields=["user"], name="inbox_message_unread", condition=Q(first_displayed_at=None)),
        ]

    def __str__(self) -> str:
        return self.subject

    def address(self, language: str) -> str:
        """Return the page the message leads to in a language ("/kk/…"), or an empty string.

        ``url`` is kept without a language; a whole address or one with a language is left as it is.
        """
        first = self.url.lstrip("/").partition("/")[0]
        if not self.url.startswith("/") or first in (*LANGUAGES, "verify"):
            return self.url
        return f"/{language}{self.url}"
