"""The files of what was filed: of the frozen versions, paper sets, notices and answers; nothing else."""

from uuid import UUID

from applications.models import Application
from applications.reading import file_entries
from cluster_selection.files.models import StoredFile


def registered_file(application: Application, file_id: UUID) -> StoredFile | None:
    """Return a file of the application as the office received it; None for what is only being prepared."""
    if _belongs(application, file_id):
        return StoredFile.objects.filter(pk=file_id).first()
    return None


def _belongs(application: Application, file_id: UUID) -> bool:
    if application.paper_sets.filter(evidence=file_id).exists():
        return True
    if (
        application.notices.filter(file=file_id).exists()
        or application.data_requests.filter(file=file_id).exists()
    ):
        return True
    wanted = str(file_id)
    return any(
        entry["id"] == wanted
        for manifest in application.versions.values_list("manifest", flat=True)
        for entry in file_entries(manifest)
    )
