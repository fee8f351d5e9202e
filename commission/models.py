"""The Commission: composition, meetings, comprehensive assessment, protocols (clauses 2(4), 18–21)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cluster_selection.database import UUIDModel
from cluster_selection.workflow.models import Subject
from commission.enums import Body, Function, Outcome, ProtocolKind, ProtocolState


class Composition(UUIDModel):
    """The Commission of one competition, created by an order of the organiser (clause 2(4))."""

    competition = models.ForeignKey("competitions.Competition", models.PROTECT, related_name="compositions")
    order_number = models.CharField(_("number of the order"), max_length=60)
    order_on = models.DateField(_("day of the order"))
    # Not from the Rules: as the order says.
    quorum = models.PositiveIntegerField(_("quorum as the order says"))
    majority = models.CharField(_("majority as the order says"), max_length=300)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quorum__gt=0),
                name="composition_quorum",
                violation_error_message=_("The quorum is at least one member."),
            ),
        ]
        verbose_name = _("composition of the Commission")
        verbose_name_plural = _("compositions of the Commission")

    def __str__(self):
        return self.order_number


class CommissionMember(UUIDModel):
    """A person of the Commission, named by the order."""

    composition = models.ForeignKey(Composition, models.PROTECT, related_name="members")
    membership = models.ForeignKey(
        "accounts.Membership", models.PROTECT, null=True, blank=True, related_name="+"
    )
    position = models.PositiveIntegerField()
    name = models.CharField(_("surname, first name, patronymic"), max_length=200)
    post = models.CharField(_("position"), max_length=300)
    body = models.CharField(_("represents"), max_length=20, choices=Body)
    function = models.CharField(_("function"), max_length=10, choices=Function, default=Function.MEMBER)
    votes = models.BooleanField(_("has a vote"), default=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["composition"],
                condition=Q(function=Function.CHAIR),
                name="composition_one_chair",
                violation_error_message=_("The Commission has one chair."),
            ),
            models.UniqueConstraint(
                fields=["composition", "membership"],
                condition=Q(membership__isnull=False),
                name="composition_person_once",
                violation_error_message=_("This person is already named."),
            ),
            models.UniqueConstraint(fields=["composition", "position"], name="composition_position"),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="composition_member_has_a_name",
                violation_error_message=_("Enter the name of the member."),
            ),
        ]
        verbose_name = _("member of the Commission")
        verbose_name_plural = _("members of the Commission")

    def __str__(self):
        return self.name


class Meeting(UUIDModel):
    """A meeting of the Commission; what happened in it are rows."""

    competition = models.ForeignKey("competitions.Competition", models.PROTECT, related_name="meetings")
    composition = models.ForeignKey(Composition, models.PROTECT, related_name="meetings")
    number = models.PositiveIntegerField()
    starts_at = models.DateTimeField(_("beginning"))
    ends_at = models.DateTimeField(_("end"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=300, blank=True)
    agenda = models.TextField(_("agenda"), blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["competition", "number"], name="meeting_number"),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="meeting_ends_after_its_beginning",
                violation_error_message=_("The meeting ends before it begins."),
            ),
        ]
        verbose_name = _("meeting of the Commission")
        verbose_name_plural = _("meetings of the Commission")

    def __str__(self):
        return str(self.number)


class Attendance(UUIDModel):
    """An interval in which a member was present."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendance")
    member = models.ForeignKey(CommissionMember, models.PROTECT, related_name="attendance")
    from_at = models.DateTimeField(_("from"))
    until_at = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["from_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_at__isnull=True) | Q(until_at__gt=F("from_at")),
                name="attendance_interval",
                violation_error_message=_("The presence ends before it begins."),
            ),
        ]


class Recusal(UUIDModel):
    """A member who does not take part in the decision on one application."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="recusals")
    member = models.ForeignKey(CommissionMember, models.PROTECT, related_name="recusals")
    application = models.ForeignKey("applications.Application", models.PROTECT, related_name="recusals")
    ground = models.CharField(_("ground"), max_length=500)

    class Meta:
        ordering = ["application__number", "member__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "member", "application"],
                name="recusal_once",
                violation_error_message=_("This recusal is already recorded."),
            ),
            models.CheckConstraint(
                condition=~Q(ground=""),
                name="recusal_has_a_ground",
                violation_error_message=_("Write the ground of the recusal."),
            ),
        ]


class Assessment(UUIDModel):
    """The comprehensive assessment of one application (note to Annex 4).

    ``save_version`` is the one a save must have read.
    """

    competition = models.ForeignKey("competitions.Competition", models.PROTECT, related_name="assessments")
    application = models.OneToOneField("applications.Application", models.PROTECT, related_name="assessment")
    strengths = models.TextField(_("strengths"), blank=True)
    weaknesses = models.TextField(_("weaknesses"), blank=True)
    opportunities = models.TextField(_("opportunities"), blank=True)
    threats = models.TextField(_("threats"), blank=True)
    factors = models.TextField(_("influencing factors"), blank=True)
    competitiveness = models.TextField(_("competitiveness in comparison"), blank=True)
    save_version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="+")


class Protocol(Subject):
    """A protocol of the Commission: main or supplementary (clause 20)."""

    subject_type = "protocol"

    competition = models.ForeignKey("competitions.Competition", models.PROTECT, related_name="protocols")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="protocols")
    kind = models.CharField(max_length=14, choices=ProtocolKind, default=ProtocolKind.MAIN)
    state = models.CharField(max_length=10, choices=ProtocolState, default=ProtocolState.DRAFT)
    number = models.CharField(_("number"), max_length=40, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey("accounts.Membership", models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField(null=True)
    received_by = models.ForeignKey("accounts.Membership", models.PROTECT, null=True, related_name="+")
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    document = models.ForeignKey("documents.IssuedDocument", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["competition", "number"], condition=~Q(number=""), name="protocol_number"
            ),
            models.CheckConstraint(
                condition=Q(state=ProtocolState.DRAFT, signed_at__isnull=True)
                | (~Q(state=ProtocolState.DRAFT) & Q(signed_at__isnull=False, signed_by__isnull=False)),
                name="protocol_signed_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(
                    state=ProtocolState.RECEIVED, received_at__isnull=False, received_by__isnull=False
                )
                | (~Q(state=ProtocolState.RECEIVED) & Q(received_at__isnull=True, received_by__isnull=True)),
                name="protocol_received_at_and_by",
            ),
            models.UniqueConstraint(
                fields=["meeting"],
                name="protocol_once_per_meeting",
                violation_error_message=_("The meeting already has its protocol."),
            ),
            models.CheckConstraint(
                condition=Q(received_at__isnull=True) | Q(received_at__gte=F("signed_at")),
                name="protocol_received_after_signing",
                violation_error_message=_("A protocol is received after it is signed."),
            ),
        ]
        verbose_name = _("protocol")
        verbose_name_plural = _("protocols")

    def __str__(self):
        return self.number

    @property
    def contest(self):
        return self.competition

    @property
    def contest_id(self):
        return self.competition_id


class ProtocolItem(UUIDModel):
    """What a protocol says of one application.

    ``voted_at`` is the instant of the vote: who was present then and not recused took part in the decision.
    """

    protocol = models.ForeignKey(Protocol, models.CASCADE, related_name="items")
    application = models.ForeignKey("applications.Application", models.PROTECT, related_name="protocol_items")
    outcome = models.CharField(_("decision"), max_length=14, choices=Outcome)
    voted_at = models.DateTimeField(_("time of the vote"), null=True, blank=True)
    votes_for = models.PositiveIntegerField(_("for"), default=0)
    votes_against = models.PositiveIntegerField(_("against"), default=0)
    votes_abstained = models.PositiveIntegerField(_("abstained"), default=0)
    grounds = models.TextField(_("grounds"), blank=True)

    class Meta:
        ordering = ["application__number"]
        constraints = [
            models.UniqueConstraint(
                fields=["protocol", "application"],
                name="protocol_item_once",
                violation_error_message=_("The protocol already decides this application."),
            ),
        ]
