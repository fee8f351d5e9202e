"""Writing the application: Annex 1, members, Annex 3, attached documents. Nothing here files anything.

Every function locks the application's row, judges ``transitions.EDIT`` on the locked copy, writes and
leaves a line in the audit trail. A draft is written at any time, a registered application while it may be
amended.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from applications import transitions
from applications.enums import AttachmentKind, ConsentState, State
from applications.manifest import ANNEX1_FIELDS
from applications.models import Annex3Answer, Application, Attachment, Consent, Member
from cluster_selection.files.services import store
from cluster_selection.journal import services as journal
from cluster_selection.journal.canonical import digest
from cluster_selection.workflow.engine import Transition, clause_of, perform, refusal_of
from cluster_selection.workflow.models import lock_contest
from cluster_selection.workflow.refusals import Refusal, TransitionRefused

SIGNED_FORMS = ("pdf", "jpeg", "png", "cms")
MEMBER_FIELDS = (
    "kind",
    "name",
    "identity",
    "identity_number",
    "region",
    "specialisation",
    "contact_email",
    "language",
)
# What a given consent names: it cannot change under it.
_NAMED_IN_CONSENT = ("name", "identity", "identity_number")


class Stale(TransitionRefused):
    """Somebody else saved meanwhile; ``current`` is the row as it stands (an answer, or the application)."""

    def __init__(self, current):
        self.current = current
        super().__init__(
            Refusal(
                "stale",
                _("This text was changed meanwhile, in another window or by another person."),
                _("Compare both texts; keep yours or take the other. Nothing is lost."),
            )
        )


def start_application(
    contest,
    *,
    cluster_name: str,
    acting_as,
    now: dt.datetime,
    language: str = "kk",
    follows: Application | None = None,
) -> Application:
    """Open a draft of the participant a person acts for; several in one competition are allowed.

    ``follows`` is an own application that was returned or withdrawn: its content is copied, the consents
    given for it with their signed forms too. Raises TransitionRefused when the reception is not open.

    Clause: 6
    """
    with transaction.atomic():
        if follows is not None:
            lock_contest(
                contest.pk
            )  # giving the copied consents takes it, and it comes before the chain's head
        organisation = acting_as.organisation
        application = Application(
            competition=contest,
            participant=organisation,
            cluster_name=cluster_name,
            applicant_name=_name_in(organisation, language),
            language=language,
            regions=[organisation.region] if organisation.region else [],
            contact_email=acting_as.user.email,
            contact_phone=organisation.phone,
            created_at=now,
            created_by=acting_as,
            updated_at=now,
        )
        _judge(transitions.START, application, acting_as, now)
        if follows is not None:
            _judge_followed(follows, organisation)
            _copy_annex1(follows, application)
        application.save(force_insert=True)
        _write(
            transitions.START,
            application,
            acting_as,
            now,
            {"language": language, **({"follows": follows.pk} if follows else {})},
        )
        if follows is not None:
            _copy_parts(follows, application, acting_as, now)
    return application


def save_annex1(
    application: Application, *, fields: Mapping[str, Any], version: int, acting_as, now: dt.datetime
) -> Application:
    """Save fields of Annex 1 (names of ``manifest.ANNEX1_FIELDS``, or ``language``); return the application.

    ``version`` is the ``annex1_version`` the form was read with. Raises ``Stale`` when a newer one with other
    values stands, TransitionRefused when the application can no longer be written.

    Clause: 6
    """
    unknown = set(fields) - {*ANNEX1_FIELDS, "language"}
    if unknown:
        raise TypeError(f"not fields of Annex 1: {sorted(unknown)}")
    with transaction.atomic():
        locked = _locked_for_writing(application, acting_as, now)
        changed = sorted(name for name, value in fields.items() if getattr(locked, name) != value)
        if not changed:
            return locked
        if locked.annex1_version != version:
            raise Stale(locked)
        for name in changed:
            setattr(locked, name, fields[name])
        locked.annex1_version += 1
        locked.save(update_fields=[*changed, "annex1_version"])
        _write(transitions.EDIT, locked, acting_as, now, {"part": "annex1", "fields": changed})
    return locked


def save_answer(
    application: Application, *, item_key: str, text: str, version: int, acting_as, now: dt.datetime
) -> Annex3Answer:
    """Save the text of an item of Annex 3; return the answer with its new version.

    ``version`` is the version the page was opened with, 0 for an item never saved. The same text again
    changes nothing, so a save may be repeated. A text over the item's limit is kept: it is a gap, not a
    loss. Raises ``Stale`` when another text was saved meanwhile, ``UnknownInLaw`` for an item the edition
    does not have.

    Clause: 7(2)
    """
    application.competition.law.item(item_key)
    with transaction.atomic():
        locked = _locked_for_writing(application, acting_as, now)
        answer = locked.answers.filter(item_key=item_key).first()
        if answer is not None and answer.text == text:
            return answer
        if (answer.version if answer else 0) != version:
            raise Stale(answer or Annex3Answer(application=locked, item_key=item_key, version=0))
        if answer is None:
            answer = Annex3Answer(application=locked, item_key=item_key, version=0)
        answer.text, answer.version, answer.updated_at, answer.updated_by = text, version + 1, now, acting_as
        answer.save()
        _write(
            transitions.EDIT,
            locked,
            acting_as,
            now,
            {"part": f"annex3/{item_key}", "version": answer.version, "sha256": digest(text)},
        )
    return answer


def add_member(application: Application, *, fields: Mapping[str, Any], acting_as, now: dt.datetime) -> Member:
    """Add a member of the cluster at the end, with its consent not yet asked for.

    ``fields`` are names of ``MEMBER_FIELDS``. Raises ``ValidationError`` by field (a company twice, no name),
    TransitionRefused when the application can no longer be written.

    Clause: 7(1)
    """
    with transaction.atomic():
        locked = _locked_for_writing(application, acting_as, now)
        last = locked.members.aggregate(last=Max("position"))["last"] or 0
        member = Member(application=locked, position=last + 1, **_member_fields(fields))
        _save_member(member, locked)
        Consent.objects.create(member=member, application=locked)
        _write(transitions.EDIT, locked, acting_as, now, {"part": "members", "added": member.pk})
    return member


def change_member(member: Member, *, fields: Mapping[str, Any], acting_as, now: dt.datetime) -> Member:
    """Change what is written about a member.

    Name and number cannot change once its consent is announced or given: that paper names them. Raises
    ``ValidationError`` by field, TransitionRefused.
    """
    with transaction.atomic():
        locked = _locked_for_writing(member.application, acting_as, now)
        fresh = locked.members.select_related("consent").get(pk=member.pk)
        values = _member_fields(fields)
        changed = sorted(name for name, value in values.items() if getattr(fresh, name) != value)
        if not changed:
            return fresh
        named = fresh.consent.state in (ConsentState.ANNOUNCED, ConsentState.GIVEN)
        if named and any(name in _NAMED_IN_CONSENT for name in changed):
            raise TransitionRefused(
                Refusal(
                    "consented",
                    _("The consent names this company: its name and number stand."),
                    _("Remove the member and add it anew; then its consent is asked for again."),
                    clause_of(locked, "consent.give"),
                )
            )
        for name in changed:
            setattr(fresh, name, values[name])
        _save_member(fresh, locked)
        _write(
            transitions.EDIT,
            locked,
            acting_as,
            now,
            {"part": "members", "changed": fresh.pk, "fields": changed},
        )
    return fresh


def remove_member(member: Member, *, acting_as, now: dt.datetime) -> None:
    """Take a member out with its consent; a version already filed keeps both. Raises TransitionRefused."""
    with transaction.atomic():
        locked = _locked_for_writing(member.application, acting_as, now)
        locked.members.filter(pk=member.pk).delete()
        _write(transitions.EDIT, locked, acting_as, now, {"part": "members", "removed": member.pk})


def move_member(member: Member, *, to: int, acting_as, now: dt.datetime) -> None:
    """Move a member to a place in the list, counted from 1. Raises TransitionRefused."""
    with transaction.atomic():
        locked = _locked_for_writing(member.application, acting_as, now)
        rows = list(locked.members.order_by("position", "pk"))
        moved = next(row for row in rows if row.pk == member.pk)
        rows.remove(moved)
        rows.insert(max(0, to - 1), moved)
        for place, row in enumerate(rows, start=1):
            row.position = place
        Member.objects.bulk_update(rows, ["position"])
        _write(
            transitions.EDIT,
            locked,
            acting_as,
            now,
            {"part": "members", "moved": member.pk, "to": moved.position},
        )


def add_attachment(
    application: Application,
    *,
    upload,
    name: str,
    title: str,
    acting_as,
    now: dt.datetime,
    kind: str = AttachmentKind.OTHER,
    item_key: str = "",
) -> Attachment:
    """Store an uploaded document and attach it at the end.

    ``upload`` is an uploaded file or bytes, ``name`` its file name. Raises ``FileRefused``,
    TransitionRefused.

    Clause: 7
    """
    _judge(transitions.EDIT, application, acting_as, now)
    file = store(upload, name=name, acting_as=acting_as, now=now)
    with transaction.atomic():
        locked = _locked_for_writing(application, acting_as, now)
        last = locked.attachments.aggregate(last=Max("position"))["last"] or 0
        attachment = Attachment.objects.create(
            application=locked,
            position=last + 1,
            kind=kind,
            item_key=item_key,
            title=title or file.original_name,
            file=file,
            added_at=now,
            added_by=acting_as,
        )
        facts = {"part": "documents", "added": attachment.pk, "sha256": file.sha256}
        _write(transitions.EDIT, locked, acting_as, now, facts)
    return attachment


def remove_attachment(attachment: Attachment, *, acting_as, now: dt.datetime) -> None:
    """Take a document off; a version already filed keeps it. Raises TransitionRefused."""
    with transaction.atomic():
        locked = _locked_for_writing(attachment.application, acting_as, now)
        locked.attachments.filter(pk=attachment.pk).delete()
        _write(transitions.EDIT, locked, acting_as, now, {"part": "documents", "removed": attachment.pk})


def attach_signed_form(
    application: Application, *, upload, name: str, acting_as, now: dt.datetime
) -> Application:
    """Attach the scan of the signed Annex 1, or its signature file, in place of an earlier one.

    Raises ``FileRefused``, TransitionRefused.

    Clause: 6
    """
    _judge(transitions.EDIT, application, acting_as, now)
    file = store(upload, name=name, acting_as=acting_as, now=now, allowed=SIGNED_FORMS)
    return _set_signed_form(application, file, acting_as, now)


def remove_signed_form(application: Application, *, acting_as, now: dt.datetime) -> Application:
    """Take the signed Annex 1 off. Raises TransitionRefused."""
    return _set_signed_form(application, None, acting_as, now)


def delete_draft(application: Application, *, acting_as, now: dt.datetime) -> None:
    """Delete a draft that was never filed, with everything written in it. Raises TransitionRefused."""
    with transaction.atomic():
        locked = _locked_for_writing(application, acting_as, now, transitions.DELETE_DRAFT)
        _write(transitions.DELETE_DRAFT, locked, acting_as, now, {}, touch=False)
        locked.delete()


def _set_signed_form(application, file, acting_as, now) -> Application:
    with transaction.atomic():
        locked = _locked_for_writing(application, acting_as, now)
        locked.signed_form = file
        locked.save(update_fields=["signed_form"])
        facts = {"part": "signature", "sha256": file.sha256 if file else ""}
        _write(transitions.EDIT, locked, acting_as, now, facts)
    return locked


def _locked_for_writing(
    application: Application, acting_as, now: dt.datetime, transition: Transition = transitions.EDIT
) -> Application:
    """Lock the application alone (the competition's row is for acts) and judge on the locked copy."""
    locked = Application.objects.select_for_update(of=("self",)).select_related("competition__edition")
    locked = locked.get(pk=application.pk)
    _judge(transition, locked, acting_as, now)
    return locked


def _judge(transition: Transition, application: Application, acting_as, now: dt.datetime) -> None:
    refusal = refusal_of(transition, subject=application, acting_as=acting_as, now=now)
    if refusal is not None:
        raise TransitionRefused(refusal)


def _write(
    transition: Transition,
    application: Application,
    acting_as,
    now: dt.datetime,
    facts: dict,
    *,
    touch: bool = True,
) -> None:
    if touch:
        application.updated_at = now
        application.save(update_fields=["updated_at"])
    journal.append(
        application.stream,
        action=transition.name,
        act=transition.act,
        clause=clause_of(application, transition.act),
        subject=(application.subject_type, application.pk),
        actor=acting_as.actor(),
        occurred_at=now,
        recorded_at=now,
        facts=facts,
    )


def _member_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(fields) - set(MEMBER_FIELDS)
    if unknown:
        raise TypeError(f"not fields of a member: {sorted(unknown)}")
    return dict(fields)


def _save_member(member: Member, application: Application) -> None:
    member.application = application
    member.full_clean()
    member.save()


def _name_in(organisation, language: str) -> str:
    return getattr(organisation, f"name_{language}", "") or organisation.name_kk


def _judge_followed(source: Application, organisation) -> None:
    if source.participant_id != organisation.pk or source.state not in (State.RETURNED, State.WITHDRAWN):
        raise TransitionRefused(
            Refusal(
                "follows",
                _("Only your own application that was returned or withdrawn is filed anew."),
                _("Start an empty application."),
                clause_of(source, transitions.START.act),
            )
        )


def _copy_annex1(source: Application, target: Application) -> None:
    for name in (*ANNEX1_FIELDS, "language"):
        if name != "cluster_name":
            setattr(target, name, getattr(source, name))
    target.follows = source


def _copy_parts(source: Application, target: Application, acting_as, now: dt.datetime) -> None:
    for answer in source.answers.all():
        Annex3Answer.objects.create(
            application=target,
            item_key=answer.item_key,
            text=answer.text,
            updated_at=now,
            updated_by=acting_as,
        )
    for attachment in source.attachments.all():
        _as_new(attachment, application=target, added_at=now, added_by=acting_as).save(force_insert=True)
    for member in source.members.select_related("consent__file").order_by("position", "pk"):
        given = member.consent
        copied = _as_new(member, application=target)
        copied.save(force_insert=True)
        consent = Consent.objects.create(member=copied, application=target)
        if given.state == ConsentState.GIVEN:
            perform(
                transitions.GIVE_UNASKED,
                subject=consent,
                acting_as=acting_as,
                now=now,
                params={"file": given.file},
                stamps={
                    "file": given.file,
                    "given_at": now,
                    "signer_name": given.signer_name,
                    "signer_position": given.signer_position,
                },
                facts={"copied_from": given.pk, "sha256": given.file.sha256},
            )


def _as_new(row, **values):
    columns = {
        column.name: getattr(row, column.name)
        for column in row._meta.concrete_fields
        if not column.primary_key
    }
    return type(row)(**{**columns, **values})
