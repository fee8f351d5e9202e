"""What a verifier of electronic digital signatures offers; which one is used is a matter of set-up."""

from dataclasses import dataclass, field
from typing import Protocol

from cluster_selection.signatures.enums import VerificationState


@dataclass(frozen=True)
class Verdict:
    """What a verifier found: whether the signature holds, whose it is, and why not."""

    state: VerificationState
    signer: str = ""
    certificate_sha256: str = ""
    reasons: tuple[str, ...] = field(default_factory=tuple)


class SignatureVerifier(Protocol):
    """Checks a detached signature over content."""

    def verify(self, signature: bytes, content: bytes) -> Verdict:
        """Return the verdict on the detached CMS ``signature`` (DER) over ``content``.

        Raises ``ConnectionError`` when the service that verifies cannot be reached: the signature then stays
        not verified.
        """
