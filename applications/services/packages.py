"""The filing package: what the applicant checked is what is filed, byte for byte."""

import datetime as dt

from django.db import transaction

from applications import transitions
from applications.manifest import manifest_of
from applications.models import Application, FilingPackage
from applications.services.refusing import judge
from cluster_selection.files.services import store
from cluster_selection.journal import services as journal
from cluster_selection.journal.canonical import digest
from cluster_selection.signatures.enums import Method
from cluster_selection.signatures.models import Signature
from cluster_selection.signatures.services import Signer, sign
from cluster_selection.workflow.engine import clause_of


def make_package(application: Application, *, acting_as, now: dt.datetime) -> FilingPackage:
    """Freeze the application as it stands into a package; the same content gives the same package.

    Raises TransitionRefused when the application can no longer be written.

    Clause: 6
    """
    with transaction.atomic():
        locked = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
        judge(transitions.EDIT, subject=locked, acting_as=acting_as, now=now)
        manifest = manifest_of(locked)
        package, made = FilingPackage.objects.get_or_create(
            application=locked,
            sha256=digest(manifest),
            defaults={"manifest": manifest, "made_at": now, "made_by": acting_as},
        )
        if made:
            journal.append(
                locked.stream,
                action="application.package_made",
                act="application.package",
                clause=clause_of(locked, "application.package"),
                subject=(locked.subject_type, locked.pk),
                actor=acting_as.actor(),
                occurred_at=now,
                recorded_at=now,
                facts={"package": package.pk, "sha256": package.sha256},
            )
    return package


def sign_package(package: FilingPackage, *, upload, name: str, acting_as, now: dt.datetime) -> Signature:
    """Put a detached signature file (CMS) under the package; then no scan of Annex 1 is needed.

    Raises ``FileRefused``, TransitionRefused when the application can no longer be written.

    Clause: 6
    """
    judge(transitions.EDIT, subject=package.application, acting_as=acting_as, now=now)
    file = store(upload, name=name, acting_as=acting_as, now=now, allowed=("cms",))
    annex1 = package.manifest["annex1"]
    with transaction.atomic():
        return sign(
            package,
            digest=package.sha256,
            method=Method.CMS_FILE,
            acting_as=acting_as,
            now=now,
            file=file,
            signer=Signer(
                name=annex1["signer_name"] or acting_as.user.full_name,
                position=annex1["signer_position"],
                organisation=annex1["applicant_name"],
            ),
        )
