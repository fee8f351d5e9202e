"""The check, forwarding, the expert conclusion, referral (clauses 12–18)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cluster_selection.database import UUIDModel
from cluster_selection.workflow.models import Subject
from review.enums import (
    BatchKind,
    BatchState,
    CheckOutcome,
    ConclusionState,
    ReopenGround,
    RequestState,
    Verdict,
)


class Check(UUIDModel):
    """One check of one version by the organiser; a reopened check is a new row."""

    application = models.ForeignKey("applications.Application", models.PROTECT, related_name="checks")
    version = models.ForeignKey("applications.ApplicationVersion", models.PROTECT, related_name="checks")
    started_at = models.DateTimeField()
    checker = models.ForeignKey("accounts.Membership", models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=12, choices=CheckOutcome, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("accounts.Membership", models.PROTECT, null=True, related_name="+")
    # Why the check of the same version was taken up again; the earlier decision stays as it was.
    reopens = models.OneToOneField("self", models.PROTECT, null=True, related_name="reopened_by")
    reopen_ground = models.CharField(_("ground"), max_length=16, choices=ReopenGround, blank=True)
    reopen_document = models.CharField(_("document: kind, number, day"), max_length=300, blank=True)
    reopen_reason = models.TextField(_("reason"), blank=True)
    saved_at = models.DateTimeField(null=True)
    document = models.ForeignKey("documents.IssuedDocument", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["started_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(outcome=""),
                name="check_open_once",
                violation_error_message=_("A check of this application is open already."),
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at__isnull=True)
                | (~Q(outcome="") & Q(decided_at__isnull=False)),
                name="check_outcome_has_its_instant",
                violation_error_message=_("A finished check, and only it, has the instant of its end."),
            ),
            models.CheckConstraint(
                condition=Q(
                    outcome__in=[CheckOutcome.ADMITTED, CheckOutcome.RETURNED], decided_by__isnull=False
                )
                | ~Q(outcome__in=[CheckOutcome.ADMITTED, CheckOutcome.RETURNED]),
                name="check_decision_has_its_official",
                violation_error_message=_("A decision names the official who took it."),
            ),
            models.CheckConstraint(
                condition=Q(reopens__isnull=True, reopen_ground="")
                | (Q(reopens__isnull=False) & ~Q(reopen_ground="") & ~Q(reopen_document="")),
                name="check_reopened_by_a_document",
                violation_error_message=_("A check is reopened by a document, on a ground."),
            ),
        ]

    @property
    def is_open(self) -> bool:
        """Say whether nothing is decided yet."""
        return not self.outcome


class CheckLine(UUIDModel):
    """One line of the checklist of the edition."""

    check_row = models.ForeignKey(Check, models.CASCADE, related_name="lines")
    key = models.CharField(max_length=60)
    position = models.PositiveIntegerField()
    verdict = models.CharField(max_length=16, choices=Verdict, default=Verdict.OPEN)
    remark = models.TextField(_("remark"), blank=True)
    computed = models.CharField(max_length=16, choices=Verdict, blank=True)
    findings = models.JSONField(default=list)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["check_row", "key"],
                name="check_line_once",
                violation_error_message=_("The checklist has this line already."),
            ),
        ]

    @property
    def is_defect(self) -> bool:
        """Say whether the line is a reason of return."""
        return self.verdict == Verdict.DEFECT


class Batch(Subject):
    """What was sent at once: to the institute (clause 13) or to the Commission (clause 18)."""

    subject_type = "batch"

    competition = models.ForeignKey("competitions.Competition", models.PROTECT, related_name="batches")
    kind = models.CharField(max_length=12, choices=BatchKind)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=14, choices=BatchState, default=BatchState.SENT)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="+")
    document = models.ForeignKey("documents.IssuedDocument", models.PROTECT, null=True, related_name="+")
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey("accounts.Membership", models.PROTECT, null=True, related_name="+")
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        ordering = ["kind", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["competition", "kind", "number"],
                name="batch_number",
                violation_error_message=_("Another batch of this competition has this number."),
            ),
            models.CheckConstraint(
                condition=Q(state=BatchState.SENT, acknowledged_at__isnull=True, acknowledged_by__isnull=True)
                | Q(
                    state=BatchState.ACKNOWLEDGED,
                    acknowledged_at__isnull=False,
                    acknowledged_by__isnull=False,
                ),
                name="batch_acknowledged_at_and_by",
                violation_error_message=_("Receipt is confirmed by somebody, at an instant."),
            ),
        ]

    def __str__(self):
        return self.document.number if self.document_id else str(self.number)

    @property
    def contest(self):
        return self.competition

    @property
    def contest_id(self):
        return self.competition_id


class BatchItem(UUIDModel):
    """One application of a batch, in the version that was sent."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="items")
    application = models.ForeignKey("applications.Application", models.PROTECT, related_name="batch_items")
    version = models.ForeignKey("applications.ApplicationVersion", models.PROTECT, related_name="+")
    conclusion = models.ForeignKey("review.Conclusion", models.PROTECT, null=True, related_name="+")
    with_paper = models.BooleanField(default=True)

    class Meta:
        ordering = ["application__number"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "application"],
                name="batch_item_once",
                violation_error_message=_("The application is in this batch already."),
            ),
        ]


class Conclusion(Subject):
    """The institute's expert conclusion on one version: a finding per criterion, advisory (clause 15)."""

    subject_type = "conclusion"

    application = models.ForeignKey("applications.Application", models.PROTECT, related_name="conclusions")
    version = models.ForeignKey("applications.ApplicationVersion", models.PROTECT, related_name="conclusions")
    state = models.CharField(max_length=12, choices=ConclusionState, default=ConclusionState.DRAFT)
    expert = models.ForeignKey("accounts.Membership", models.PROTECT, null=True, related_name="+")
    language = models.CharField(max_length=2, default="kk")
    summary = models.TextField(_("overall finding"), blank=True)
    number = models.CharField(max_length=40, blank=True)
    save_version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey("accounts.Membership", models.PROTECT, null=True, related_name="+")
    handed_over_at = models.DateTimeField(null=True)
    handed_over_by = models.ForeignKey("accounts.Membership", models.PROTECT, null=True, related_name="+")
    document = models.ForeignKey("documents.IssuedDocument", models.PROTECT, null=True, related_name="+")
    addendum_to = models.ForeignKey("self", models.PROTECT, null=True, related_name="addenda")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version"],
                condition=Q(addendum_to__isnull=True),
                name="conclusion_once_per_version",
                violation_error_message=_("A conclusion on this version exists already."),
            ),
            models.CheckConstraint(
                condition=Q(state=ConclusionState.DRAFT, signed_at__isnull=True, signed_by__isnull=True)
                | (~Q(state=ConclusionState.DRAFT) & Q(signed_at__isnull=False, signed_by__isnull=False)),
                name="conclusion_signed_at_and_by",
                violation_error_message=_("A signed conclusion, and only it, names who signed it and when."),
            ),
            models.CheckConstraint(
                condition=Q(
                    state=ConclusionState.HANDED_OVER,
                    handed_over_at__isnull=False,
                    handed_over_by__isnull=False,
                )
                | (
                    ~Q(state=ConclusionState.HANDED_OVER)
                    & Q(handed_over_at__isnull=True, handed_over_by__isnull=True)
                ),
                name="conclusion_handed_over_at_and_by",
                violation_error_message=_(
                    "A conclusion handed over, and only it, names who did it and when."
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

    def __str__(self):
        return self.number or str(self.pk)


class CriterionFinding(UUIDModel):
    """The finding on one criterion or sub-criterion of Annex 4, with SWOT and influencing factors."""

    conclusion = models.ForeignKey(Conclusion, models.CASCADE, related_name="findings")
    key = models.CharField(max_length=40)
    position = models.PositiveIntegerField()
    finding = models.TextField(_("finding"), blank=True)
    strengths = models.TextField(_("strengths"), blank=True)
    weaknesses = models.TextField(_("weaknesses"), blank=True)
    opportunities = models.TextField(_("opportunities"), blank=True)
    threats = models.TextField(_("threats"), blank=True)
    factors = models.TextField(_("influencing factors"), blank=True)
    save_version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["conclusion", "key"],
                name="finding_once_per_criterion",
                violation_error_message=_("There is a finding on this criterion already."),
            ),
        ]


class DataRequest(Subject):
    """A request for additional data (Annex 3): the answer is a record beside the version."""

    subject_type = "data_request"

    application = models.ForeignKey("applications.Application", models.PROTECT, related_name="data_requests")
    state = models.CharField(max_length=10, choices=RequestState, default=RequestState.SENT)
    asked_for = models.TextField(_("what is asked for"))
    item_keys = models.JSONField(default=list)
    asked_by_office = models.CharField(max_length=20)
    answer_by = models.DateField(_("answer until"), null=True, blank=True)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="+")
    answer = models.TextField(_("answer"), blank=True)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("accounts.Membership", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["sent_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=RequestState.SENT, answered_at__isnull=True, answered_by__isnull=True)
                | Q(state=RequestState.ANSWERED, answered_at__isnull=False, answered_by__isnull=False),
                name="data_request_answered_at_and_by",
                violation_error_message=_("An answered request, and only it, names who answered and when."),
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
