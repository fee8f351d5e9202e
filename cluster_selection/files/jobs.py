"""Jobs of the worker: the virus scan."""

from cluster_selection.clock import Clock
from cluster_selection.delivery.jobs import handles
from cluster_selection.files import services


@handles("files.scan")
def scan_file(payload: dict) -> None:
    """Have the file ``payload["file"]`` scanned."""
    services.record_scan(file_id=payload["file"], now=Clock.now())
