"""The canonical manifest of an application: everything that is filed, as plain JSON. Reads, never writes.

The same content gives the same bytes, so a package is recognised by its SHA-256. Nothing in it depends on
when it was made, and nothing that changes by itself (a virus check that ended well) stands in it.
"""

from applications.enums import ConsentState
from cluster_selection.files.enums import ScanState
from cluster_selection.journal.canonical import plain
from cluster_selection.languages import in_three

SCHEMA = 1
ANNEX1_FIELDS = (
    "cluster_name",
    "applicant_name",
    "regions",
    "industries",
    "signer_position",
    "signer_name",
    "contact_email",
    "contact_phone",
)


def manifest_of(application) -> dict:
    """Return the manifest of an application as it stands now, in the types of JSON.

    Its keys: ``schema``, ``edition``, ``competition``, ``language``, ``paper``, ``follows``, ``participant``,
    ``annex1``, ``members`` (each with its ``consent``), ``annex3`` (item key → text), ``attachments``,
    ``notices``.
    """
    contest = application.competition
    members = application.members.select_related("consent__file").order_by("position", "pk")
    attachments = application.attachments.select_related("file").order_by("position", "pk")
    return plain(
        {
            "schema": SCHEMA,
            "edition": {"key": contest.edition.key, "sha256": contest.edition.sha256},
            "competition": {"id": contest.pk, "number": contest.number},
            "language": application.language,
            "paper": application.is_paper,
            "follows": application.follows.number if application.follows_id else "",
            "participant": _participant(application.participant),
            "annex1": {
                **{name: getattr(application, name) for name in ANNEX1_FIELDS},
                "signed_form": file_entry(application.signed_form),
            },
            "members": [_member(member, application) for member in members],
            "annex3": {
                answer.item_key: answer.text
                for answer in application.answers.order_by("item_key")
                if answer.text.strip()
            },
            "attachments": [attachment_entry(attachment) for attachment in attachments],
            "notices": [],
        }
    )


def file_entry(file) -> dict | None:
    """Return how a stored file stands in the manifest; ``infected`` only when a virus was found."""
    if file is None:
        return None
    entry = {
        "id": file.pk,
        "sha256": file.sha256,
        "name": file.original_name,
        "size": file.size,
        "type": file.content_type,
    }
    if file.scan_state == ScanState.INFECTED:
        entry["infected"] = True
    return entry


def attachment_entry(attachment) -> dict:
    """Return how an attached document stands in the manifest."""
    return {
        "id": attachment.pk,
        "kind": attachment.kind,
        "item": attachment.item_key,
        "title": attachment.title,
        "file": file_entry(attachment.file),
    }


def changed_parts(before: dict, after: dict) -> list[str]:
    """Return which parts of the task list differ between two manifests ("annex3/3.1" for an item)."""
    parts = []
    if _without(before["annex1"], "signed_form") != _without(after["annex1"], "signed_form"):
        parts.append("annex1")
    if [_without(member, "consent") for member in before["members"]] != [
        _without(member, "consent") for member in after["members"]
    ]:
        parts.append("members")
    if _consents_by_member(before) != _consents_by_member(after):
        parts.append("consents")
    keys = sorted({*before["annex3"], *after["annex3"]})
    parts += [f"annex3/{key}" for key in keys if before["annex3"].get(key) != after["annex3"].get(key)]
    if before["attachments"] != after["attachments"] or before["notices"] != after["notices"]:
        parts.append("documents")
    if before["annex1"]["signed_form"] != after["annex1"]["signed_form"]:
        parts.append("signature")
    return parts


def _without(entry: dict, key: str) -> dict:
    return {name: value for name, value in entry.items() if name != key}


def _consents_by_member(manifest: dict) -> dict:
    return {member["id"]: member["consent"] for member in manifest["members"]}


def _participant(organisation) -> dict:
    lead = organisation.lead
    return {
        "id": organisation.pk,
        "kind": organisation.kind,
        "identity": organisation.identity,
        "identity_number": organisation.identity_number,
        "name": in_three(organisation, "name"),
        "region": organisation.region,
        "illustrative": organisation.illustrative,
        "lead": None
        if lead is None
        else {
            "id": lead.pk,
            "identity": lead.identity,
            "identity_number": lead.identity_number,
            "name": in_three(lead, "name"),
        },
    }


def _member(member, application) -> dict:
    return {
        "id": member.pk,
        "kind": member.kind,
        "name": member.name,
        "identity": member.identity,
        "identity_number": member.identity_number,
        "region": member.region,
        "specialisation": member.specialisation,
        "consent": _consent(member.consent, application),
    }


def _consent(consent, application) -> dict:
    entry = {"state": consent.state}
    if consent.state in (ConsentState.ANNOUNCED, ConsentState.GIVEN):
        entry |= {"signer_name": consent.signer_name, "signer_position": consent.signer_position}
    if consent.state == ConsentState.ANNOUNCED:
        entry["announced_at"] = consent.announced_at
    if consent.state == ConsentState.GIVEN:
        entry |= {"given_at": consent.given_at, "file": file_entry(consent.file)}
    if consent.state == ConsentState.REVOKED:
        filed = application.submitted_at is not None and consent.ended_at >= application.submitted_at
        entry |= {"revoked_at": consent.ended_at, "after_filing": filed}
    return entry
