"""Each constraint of the room's tables broken once, by its name."""

import re

import pytest
from django.db import IntegrityError, connection, transaction

from applications.enums import ConsentState, NoticeKind, State
from applications.models import (
    Annex3Answer,
    Application,
    ApplicationVersion,
    Consent,
    FilingPackage,
    Member,
    PaperSet,
    WrittenNotice,
)

pytestmark = pytest.mark.django_db

MODELS = (
    Annex3Answer,
    Application,
    ApplicationVersion,
    Consent,
    FilingPackage,
    Member,
    PaperSet,
    WrittenNotice,
)


def update(model, **values):
    """Return an act that writes values into every row of a model."""
    return lambda world: model.objects.update(**values)


def again(model, **values):
    """Return an act that stores a row of a model once more under another key."""

    def act(world):
        row = model.objects.first()
        row.pk, row._state.adding = None, True
        for name, value in values.items():
            setattr(row, name, value(world) if callable(value) else value)
        row.save(force_insert=True)

    return act


def same_number(world):
    Application.objects.filter(state=State.DRAFT).update(number=world.filed.number)


BROKEN = {
    "application_number": same_number,
    "application_registered_has_number": lambda world: Application.objects.filter(
        state=State.REGISTERED
    ).update(number=""),
    "application_filed_has_its_instants": lambda world: Application.objects.filter(
        state=State.REGISTERED
    ).update(submitted_at=None),
    "application_withdrawn_at_and_by": lambda world: Application.objects.filter(
        state=State.REGISTERED
    ).update(state=State.WITHDRAWN, withdrawn_at=world.room.now),
    "application_withdrawn_has_its_instant": lambda world: Application.objects.filter(
        state=State.REGISTERED
    ).update(state=State.WITHDRAWN),
    "application_refused_has_its_instant": lambda world: Application.objects.filter(
        state=State.REGISTERED
    ).update(state=State.NOT_ACCEPTED),
    "member_once_per_application": again(Member),
    "member_has_a_name": update(Member, name=""),
    "answer_once_per_item": again(Annex3Answer),
    "consent_link_once": update(Consent, token_digest="a" * 64),
    "consent_given_has_its_form": update(Consent, file=None),
    "consent_asked_has_its_link": update(Consent, state=ConsentState.ASKED, asked_at=None),
    "consent_announced_has_its_instant": update(Consent, state=ConsentState.ANNOUNCED),
    "consent_ended_has_its_instant": update(Consent, state=ConsentState.DECLINED),
    "package_once_per_content": again(FilingPackage),
    "version_number": again(ApplicationVersion),
    "version_happened_before_recorded": lambda world: ApplicationVersion.objects.update(
        occurred_at=world.room.at("2026-03-18T10:00:00+05:00")
    ),
    "notice_is_written": update(WrittenNotice, text=""),
    "notice_posted_has_its_day": update(WrittenNotice, delivered="POST"),
    "notice_of_amendment_names_its_version": update(WrittenNotice, kind=NoticeKind.AMENDMENT),
    "paper_posted_has_its_day": update(PaperSet, delivered="POST"),
}


class World:
    """A filed application with a paper set and a late statement, and a draft beside it."""

    def __init__(self, room, contest):
        from applications import services

        self.room, self.contest = room, contest
        self.filed = room.filed(contest).application
        services.receive_paper_set(
            self.filed, delivery=room.by_hand(), acting_as=room.registrar, now=room.now
        )
        room.draft(contest, complete=False)
        room.at("2026-03-23T10:00:00+05:00")
        services.state_late_withdrawal(self.filed, text="т", acting_as=room.representative, now=room.now)


@pytest.fixture
def world(room, contest):
    return World(room, contest)


@pytest.mark.parametrize("name", BROKEN)
def test_constraint_refuses(world, name):
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        BROKEN[name](world)

    said = str(refused.value)
    assert name in said or (connection.vendor == "sqlite" and "UNIQUE constraint failed" in said)


def test_every_named_constraint_is_broken_here():
    named = {constraint.name for model in MODELS for constraint in model._meta.constraints if constraint.name}

    assert named == set(BROKEN)
    assert all(re.fullmatch(r"[a-z0-9_]+", name) for name in named)
