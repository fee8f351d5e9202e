"""The auditor's pages: the trail, its verification, the access log. They change nothing."""

import json
import uuid

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cluster_selection.accounts.access import requires
from cluster_selection.journal.models import Access
from cluster_selection.paging import paginate
from cluster_selection.site import audit


@requires(*audit.READERS)
@require_safe
def streams(request):
    """List the streams of the trail: one for each competition, and those of the portal."""
    words = _asked(request, "q")
    page = _page(request, audit.streams(words=words), audit.STREAM_ORDER)
    names = audit.names_of_streams(head.stream for head in page.rows)
    rows = [(head, names[head.stream]) for head in page.rows]
    return render(request, "site/audit/streams.html", {"page": page, "rows": rows, "words": words})


@requires(*audit.READERS)
@require_safe
def stream(request, stream: str):
    """Show the entries of one stream, the latest first."""
    page = _page(request, audit.entries_of(stream), audit.ENTRY_ORDER)
    if not page.rows and not request.GET:
        raise Http404(_("There is no such stream."))
    people = audit.people_of(page.rows)
    context = {
        "stream": stream,
        "name": audit.names_of_streams([stream])[stream],
        "page": page,
        "rows": [(entry, audit.person_of(entry, people)) for entry in page.rows],
        "crumbs": _crumbs(),
    }
    return render(request, "site/audit/stream.html", context)


@requires(*audit.READERS)
@require_safe
def entry(request, stream: str, seq: int):
    """Show one entry: what was recorded, and whether its digest still fits."""
    found = get_object_or_404(audit.entries_of(stream), seq=seq)
    context = {
        "entry": found,
        "person": audit.person_of(found, audit.people_of([found])),
        "content": json.dumps(found.content(), ensure_ascii=False, indent=2, default=str),
        "fits": found.computed_digest() == found.digest,
        "name": audit.names_of_streams([stream])[stream],
        "crumbs": _crumbs(stream),
    }
    return render(request, "site/audit/entry.html", context)


@requires(*audit.READERS)
@require_safe
def verification(request):
    """Verify the whole trail, or one stream, now."""
    stream = _asked(request, "stream") or None
    context = {
        "report": audit.verification_of(stream),
        "stream": stream,
        "name": audit.names_of_streams([stream])[stream] if stream else "",
        "crumbs": _crumbs(stream),
    }
    return render(request, "site/audit/verification.html", context)


@requires(*audit.READERS)
@require_safe
def access(request):
    """Show who looked at what, the latest first."""
    typed, what = request.GET.get("subject", "").strip(), request.GET.get("what", "")
    subject_id = _uuid(typed)
    entries = audit.access_entries(subject_id=subject_id, what=what if what in Access.values else "")
    if typed and subject_id is None:
        entries = entries.none()
    page = _page(request, entries, audit.ACCESS_ORDER)
    people = audit.people_of(page.rows)
    context = {
        "page": page,
        "rows": [(entry, people.get(entry.user_id)) for entry in page.rows],
        "kinds": Access.choices,
        "typed": typed,
        "what": what,
        "crumbs": _crumbs(),
    }
    return render(request, "site/audit/access.html", context)


def _asked(request, name: str) -> str:
    return request.GET.get(name, "").replace("\0", "")  # PostgreSQL takes no NUL


def _page(request, rows, order):
    return paginate(
        rows, order=order, after=request.GET.get("after"), before=request.GET.get("before"), size=50
    )


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        return None


def _crumbs(stream: str | None = None) -> list[tuple[str, str]]:
    crumbs = [(_("Audit trail"), reverse("site:audit"))]
    if stream:
        crumbs.append((audit.names_of_streams([stream])[stream], reverse("site:audit_stream", args=[stream])))
    return crumbs
