"""Work of this app in the outbox."""

from cluster_selection.accounts.letters import KIND, send_letter
from cluster_selection.delivery.jobs import handles


@handles(KIND)
def letter(payload: dict) -> None:
    """Send one sealed letter; sent twice after a crash, it does no harm."""
    send_letter(payload)
