"""The task list of an application: its parts, the state of each in words, and what is missing.

Built from the manifest and the findings alone, so that the page, "what is missing" and the filing cannot
disagree.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications import completeness
from applications.completeness import Finding, missing
from applications.enums import ConsentState
from applications.manifest import manifest_of
from applications.models import Application
from cluster_selection.editions.law import Item, Law
from cluster_selection.journal.canonical import digest
from cluster_selection.languages import pick


@dataclass(frozen=True)
class Task:
    """One part: ``tone`` is that of ``partials/_tag.html``; ``gaps`` are what is missing, in words."""

    key: str
    label: str
    url: str
    tone: str
    word: str
    gaps: Sequence[str] = ()
    note: str = ""


@dataclass(frozen=True)
class Group:
    """Parts under one heading; ``optional`` ones are folded away."""

    heading: str
    tasks: Sequence[Task]
    optional: Sequence[Task] = ()


@dataclass(frozen=True)
class TaskList:
    """The whole list with its sums."""

    groups: Sequence[Group]
    findings: Sequence[Finding]
    manifest: Mapping[str, Any]
    sha256: str

    @property
    def tasks(self) -> list[Task]:
        """Return every part that counts, in order."""
        return [task for group in self.groups for task in group.tasks]

    @property
    def total(self) -> int:
        """Return the number of parts that count."""
        return len(self.tasks)

    @property
    def done(self) -> int:
        """Return the number of parts without a gap."""
        return sum(not task.gaps for task in self.tasks)

    @property
    def next_gap(self) -> Task | None:
        """Return the first part with a gap, or None."""
        return next((task for task in self.tasks if task.gaps), None)


def tasks_of(application: Application) -> TaskList:
    """Return the task list of an application as it stands now; a constant number of queries."""
    contest = application.competition
    law = contest.law
    manifest = manifest_of(application)
    required = contest.required_additional
    findings = missing(manifest, law, required_additional=required)
    build = _Builder(application, law, manifest, findings)
    optional = [item for item in law.additional_items if item.key not in required]
    items = [*law.main_items, *(item for item in law.additional_items if item.key in required)]
    groups = (
        Group(_("Application form (Annex 1)"), [build.annex1(), build.signature()]),
        Group(_("Members and consents (Annex 2)"), [build.members(), build.consents()]),
        Group(
            _("Information (Annex 3)"),
            [build.item(item, required=True) for item in items],
            [build.item(item, required=False) for item in optional],
        ),
        Group(_("Documents"), [build.documents()]),
    )
    return TaskList(groups, findings, manifest, digest(manifest))


def part_url(application: Application, part: str) -> str:
    """Return the page where a finding of a part is mended."""
    name, _slash, key = part.partition("/")
    if key:
        return reverse("applications:item", args=[application.pk, key])
    pages = {
        completeness.ANNEX1: "annex1",
        completeness.SIGNATURE: "signed_form",
        completeness.MEMBERS: "members",
        completeness.CONSENTS: "consents",
        completeness.DOCUMENTS: "documents",
    }
    return reverse(f"applications:{pages[name]}", args=[application.pk])


def items_of(law: Law, required: Sequence[str]) -> list[Item]:
    """Return the items of Annex 3 in the order in which one walks through them: the required ones first."""
    wanted = [item for item in law.additional_items if item.key in required]
    others = [item for item in law.additional_items if item.key not in required]
    return [*law.main_items, *wanted, *others]


class _Builder:
    def __init__(self, application: Application, law: Law, manifest: Mapping, findings: Sequence[Finding]):
        self.application, self.law, self.manifest = application, law, manifest
        self.gaps: dict[str, list[str]] = {}
        for finding in findings:
            if finding.blocks:
                self.gaps.setdefault(finding.part, []).append(str(finding.words))

    def annex1(self) -> Task:
        annex1 = self.manifest["annex1"]
        signer = ", ".join(part for part in (annex1["signer_name"], annex1["signer_position"]) if part)
        note = " · ".join(part for part in (annex1["applicant_name"], signer) if part)
        return self._task(completeness.ANNEX1, _("Data of Annex 1"), _("written"), note=note)

    def signature(self) -> Task:
        label = _("Signed form of Annex 1")
        if self.manifest["annex1"]["signed_form"] is None:
            note = _("Print it when everything is written, sign it and attach the scan.")
            return self._task(completeness.SIGNATURE, label, "", empty=_("not attached"), note=note)
        return self._task(completeness.SIGNATURE, label, _("attached"))

    def members(self) -> Task:
        number = len(self.manifest["members"])
        words = ngettext("%(number)s member", "%(number)s members", number) % {"number": number}
        label = _("Members of the cluster")
        return self._task(completeness.MEMBERS, label, words, empty="" if number else _("not started"))

    def consents(self) -> Task:
        states = [member["consent"]["state"] for member in self.manifest["members"]]
        given, total = states.count(ConsentState.GIVEN), len(states)
        words = _("%(given)s of %(total)s given") % {"given": given, "total": total}
        return self._task(
            completeness.CONSENTS,
            _("Consents of the members"),
            words,
            empty="" if total else _("no members yet"),
            gap=words,
        )

    def item(self, item: Item, *, required: bool) -> Task:
        label = f"{item.number}. {pick(item.title)}"
        note = ""
        if item.part == "additional":
            label = _("Additional data, %(item)s") % {"item": label}
            note = _("Required by the announcement.") if required else ""
        written = item.key in self.manifest["annex3"]
        empty = "" if written else (_("not started") if required else _("not required"))
        return self._task(completeness.part_of_item(item.key), label, _("written"), empty=empty, note=note)

    def documents(self) -> Task:
        number = len(self.manifest["attachments"])
        words = ngettext("%(number)s document", "%(number)s documents", number) % {"number": number}
        label = _("Attached documents")
        return self._task(completeness.DOCUMENTS, label, words, empty="" if number else _("none"))

    def _task(
        self, part: str, label: str, word: str, *, empty: str = "", note: str = "", gap: str = ""
    ) -> Task:
        gaps = self.gaps.get(part, [])
        if empty:
            tone, word = "off", empty
        elif gaps:
            number = len(gaps)
            tone = "wait"
            word = gap or ngettext("%(number)s gap", "%(number)s gaps", number) % {"number": number}
        else:
            tone = "ok"
        return Task(part, label, part_url(self.application, part), tone, word, tuple(gaps), note)
