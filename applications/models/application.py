"""The application itself and its Annex 1."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.enums import APPLICANT_LABELS, State
from cluster_selection.workflow.models import Subject


class Application(Subject):
    """An application of one participant in one competition; several per participant are allowed."""

    subject_type = "application"

    competition = models.ForeignKey("competitions.Competition", models.PROTECT, related_name="applications")
    participant = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="applications")
    state = models.CharField(max_length=24, choices=State, default=State.DRAFT)
    number = models.CharField(max_length=30, blank=True)
    language = models.CharField(_("language of the application"), max_length=2, default="kk")
    follows = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="followed_by")

    # Annex 1
    cluster_name = models.CharField(_("name of the cluster"), max_length=300)
    applicant_name = models.CharField(_("name of the company"), max_length=300, blank=True)
    regions = models.JSONField(_("regions"), default=list, blank=True)  # KATO codes
    industries = models.JSONField(_("sectors"), default=list, blank=True)  # OKED sections
    signer_position = models.CharField(_("position of the person who submits"), max_length=200, blank=True)
    signer_name = models.CharField(_("surname, first name, patronymic"), max_length=200, blank=True)
    contact_email = models.EmailField(_("e-mail for notices"), blank=True)
    contact_phone = models.CharField(_("telephone"), max_length=50, blank=True)
    annex1_version = models.PositiveIntegerField(default=1)
    # The scan of the signed Annex 1, or a signature file: "signatures" on the checklist.
    signed_form = models.ForeignKey(
        "files.StoredFile", models.PROTECT, null=True, blank=True, related_name="+"
    )

    # Of the first filing; the registration is that of the latest version (T8).
    submitted_at = models.DateTimeField(null=True, blank=True)
    registered_at = models.DateTimeField(null=True, blank=True)
    registered_on = models.DateField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, null=True, blank=True, related_name="+"
    )
    filed_by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_paper = models.BooleanField(default=False)
    refused_at = models.DateTimeField(null=True, blank=True)
    papers_returned_on = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        "accounts.Membership", models.PROTECT, null=True, blank=True, related_name="+"
    )
    without_conclusion_reason = models.TextField(blank=True)

    created_at = models.DateTimeField()
    created_by = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="+")
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["competition", "number"],
                condition=~Q(number=""),
                name="application_number",
                violation_error_message=_("Another application of this selection has this number."),
            ),
            models.CheckConstraint(
                condition=Q(state=State.DRAFT) | ~Q(number=""),
                name="application_registered_has_number",
                violation_error_message=_("Only a draft has no number."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=[State.DRAFT, State.NOT_ACCEPTED])
                | Q(submitted_at__isnull=False, registered_at__isnull=False),
                name="application_filed_has_its_instants",
                violation_error_message=_(
                    "A filed application has the instants of filing and of registration."
                ),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="application_withdrawn_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(state=State.WITHDRAWN, withdrawn_at__isnull=False)
                | (~Q(state=State.WITHDRAWN) & Q(withdrawn_at__isnull=True)),
                name="application_withdrawn_has_its_instant",
                violation_error_message=_(
                    "A withdrawn application, and only it, has the instant of its withdrawal."
                ),
            ),
            models.CheckConstraint(
                condition=Q(state=State.NOT_ACCEPTED, refused_at__isnull=False)
                | (
                    ~Q(state=State.NOT_ACCEPTED) & Q(refused_at__isnull=True, papers_returned_on__isnull=True)
                ),
                name="application_refused_has_its_instant",
                violation_error_message=_(
                    "An application not accepted, and only it, has the instant of the refusal."
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["competition", "state", "-registered_at", "id"], name="application_register"
            ),
            models.Index(fields=["participant", "-updated_at"], name="application_of_participant"),
        ]

    def __str__(self):
        return self.number or self.cluster_name

    @property
    def contest(self):
        return self.competition

    @property
    def contest_id(self):
        return self.competition_id

    def applicant_label(self) -> str:
        """Return the state in the applicant's words."""
        return APPLICANT_LABELS[State(self.state)]

    @property
    def latest_version(self):
        return self.versions.order_by("-number").first()
