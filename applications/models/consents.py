"""The consent of a member (Annex 2): asked by a personal link, given by a signed form."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.enums import ConsentState
from cluster_selection.workflow.models import Subject


class Consent(Subject):
    """One consent for each member. A click announces the intention; a signed form gives it (T18)."""

    subject_type = "consent"

    member = models.OneToOneField("applications.Member", models.CASCADE, related_name="consent")
    application = models.ForeignKey("applications.Application", models.CASCADE, related_name="consents")
    state = models.CharField(max_length=12, choices=ConsentState, default=ConsentState.NOT_ASKED)
    token_digest = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField(null=True)
    asked_by = models.ForeignKey("accounts.Membership", models.PROTECT, null=True, related_name="+")
    sent_to = models.EmailField(blank=True)
    announced_at = models.DateTimeField(null=True)
    signer_position = models.CharField(_("position"), max_length=200, blank=True)
    signer_name = models.CharField(_("surname, first name, patronymic"), max_length=200, blank=True)
    given_at = models.DateTimeField(null=True)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["token_digest"],
                condition=~Q(token_digest=""),
                name="consent_link_once",
                violation_error_message=_("Another consent has this link."),
            ),
            models.CheckConstraint(
                condition=~Q(state=ConsentState.GIVEN) | Q(given_at__isnull=False, file__isnull=False),
                name="consent_given_has_its_form",
                violation_error_message=_("A consent is given by a signed form or a signature file."),
            ),
            models.CheckConstraint(
                condition=~Q(state=ConsentState.ASKED) | (~Q(token_digest="") & Q(asked_at__isnull=False)),
                name="consent_asked_has_its_link",
                violation_error_message=_("A consent is asked for by a personal link."),
            ),
            models.CheckConstraint(
                condition=~Q(state=ConsentState.ANNOUNCED) | Q(announced_at__isnull=False),
                name="consent_announced_has_its_instant",
                violation_error_message=_("An announced intention has its instant."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=[ConsentState.DECLINED, ConsentState.REVOKED], ended_at__isnull=False)
                | (~Q(state__in=[ConsentState.DECLINED, ConsentState.REVOKED]) & Q(ended_at__isnull=True)),
                name="consent_ended_has_its_instant",
                violation_error_message=_(
                    "A consent declined or revoked, and only it, has the instant of its end."
                ),
            ),
        ]

    @property
    def contest(self):
        return self.application.competition

    @property
    def contest_id(self):
        return self.application.competition_id

    def take_contest(self, contest) -> None:
        self.application.competition = contest
