"""The ledger of running terms, what was published, and what every subject of a transition has in common."""

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cluster_selection.database import UUIDModel
from cluster_selection.workflow.enums import PublicationKind, TermStatus


class Subject(UUIDModel):
    """A row whose ``state`` is moved by the engine alone.

    ``contest`` is the competition it belongs to; the competition's row is the lock every act takes first.
    """

    subject_type = ""

    class Meta:
        abstract = True

    @property
    def contest(self):
        """Return the competition."""
        raise NotImplementedError(f"{type(self).__name__} must name its competition")

    @property
    def contest_id(self):
        """Return the competition's key, without reading it where that is possible."""
        return self.contest.pk

    @property
    def stream(self) -> str:
        """Return the name of the audit stream: one chain for each competition."""
        return stream_of(self.contest_id)

    def locked(self):
        """Lock the competition, then this row; return fresh copies of both (DESIGN §9, lock order)."""
        contest = lock_contest(self.contest_id)
        if isinstance(self, type(contest)):
            return contest
        fresh = type(self)._base_manager.select_for_update(of=("self",)).get(pk=self.pk)
        fresh.take_contest(contest)
        return fresh

    def take_contest(self, contest) -> None:
        """Let the locked competition be the one this row answers with."""
        self.competition = contest


def stream_of(competition_id) -> str:
    """Return the audit stream of a competition."""
    return f"competition:{competition_id}"


def lock_contest(pk):
    """Lock a competition's row and return it; must run inside a transaction."""
    return apps.get_model("competitions", "Competition")._base_manager.select_for_update().get(pk=pk)


class RunningTerm(UUIDModel):
    """One running term of the Rules: basis, last day, proof of the count, and how it ended."""

    competition = models.ForeignKey("competitions.Competition", models.PROTECT, related_name="terms")
    subject_type = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    key = models.CharField(max_length=40)
    clause = models.CharField(max_length=20)
    kind = models.CharField(max_length=10)  # gate | duty
    office = models.CharField(max_length=20)
    basis_on = models.DateField()
    basis_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    closes_at = models.DateTimeField(null=True)
    trace = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    calendar = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=12, choices=TermStatus, default=TermStatus.RUNNING)
    started_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    delay_working_days = models.PositiveIntegerField(null=True)
    reason = models.TextField(blank=True)
    superseded_by = models.OneToOneField("self", models.PROTECT, null=True, related_name="supersedes")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_id", "key"],
                condition=Q(status=TermStatus.RUNNING),
                name="term_runs_once",
                violation_error_message=_("This term already runs for this subject."),
            ),
            models.CheckConstraint(
                condition=Q(status=TermStatus.DONE, done_at__isnull=False)
                | (~Q(status=TermStatus.DONE) & Q(done_at__isnull=True)),
                name="term_done_has_its_instant",
            ),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True, closes_at__isnull=True)
                | Q(due_on__isnull=False, closes_at__isnull=False),
                name="term_day_and_instant_together",
            ),
            models.CheckConstraint(
                condition=Q(status=TermStatus.SUPERSEDED, superseded_by__isnull=False)
                | (~Q(status=TermStatus.SUPERSEDED) & Q(superseded_by__isnull=True)),
                name="term_superseded_names_its_successor",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "office", "due_on"], name="term_desk"),
            models.Index(fields=["competition", "key"], name="term_of_competition"),
            models.Index(fields=["subject_id"], name="term_of_subject"),
        ]

    @property
    def is_running(self) -> bool:
        return self.status == TermStatus.RUNNING

    @property
    def is_duty(self) -> bool:
        """Say whether lateness is seen (a duty), or the act is impossible (a gate)."""
        return self.kind == "duty"

    @property
    def was_late(self) -> bool:
        """Say whether the act of a duty came after the last day."""
        return bool(self.is_duty and self.done_at and self.closes_at and self.done_at >= self.closes_at)

    def is_overdue(self, now) -> bool:
        """Say whether the term has ended without its act."""
        return bool(self.is_running and self.is_duty and self.closes_at and now >= self.closes_at)


class Publication(UUIDModel):
    """What was published, and when; never changed, a later entry stands beside it."""

    competition = models.ForeignKey("competitions.Competition", models.PROTECT, related_name="publications")
    kind = models.CharField(max_length=16, choices=PublicationKind)
    ordinal = models.PositiveIntegerField()
    published_at = models.DateTimeField()
    published_by = models.UUIDField(null=True)
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ["competition", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["competition", "ordinal"], name="publication_ordinal"),
        ]


class PublicationText(UUIDModel):
    """The bytes of a publication in one language, with their SHA-256."""

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="texts")
    language = models.CharField(max_length=2)
    title = models.CharField(max_length=500)
    body = models.TextField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["publication", "language"], name="publication_language"),
        ]
