"""Jobs of the worker: building the PDFs of an issued document."""

from cluster_selection.clock import Clock
from cluster_selection.delivery.jobs import handles
from cluster_selection.documents import services
from cluster_selection.documents.models import IssuedDocument


@handles("documents.build")
def build_document(payload: dict) -> None:
    """Build what is still missing of the document ``payload["document"]``."""
    services.build(IssuedDocument.objects.get(id=payload["document"]), now=Clock.now())
