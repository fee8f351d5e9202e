"""How documents and signatures name the row they belong to."""

import uuid


def pair_of(subject) -> tuple[str, uuid.UUID]:
    """Return kind and key of a subject, given as a row or as that very pair.

    The kind is the ``subject_type`` of the model's class, else the name of the model, as in the journal.
    """
    if isinstance(subject, tuple):
        kind, key = subject
        return str(kind), key if isinstance(key, uuid.UUID) else uuid.UUID(str(key))
    kind = getattr(type(subject), "subject_type", "")
    return (kind if isinstance(kind, str) and kind else subject._meta.model_name), subject.pk
