"""Open data over HTTP, read-only and public: competitions, their terms and their results.

A composition root: it reads the same queries as the public pages, and never an application.
"""

import datetime as dt
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest
from ninja import Field, NinjaAPI, Query, Schema

from cluster_selection.clock import Clock
from cluster_selection.competitions import queries
from cluster_selection.competitions.enums import Stage, State
from cluster_selection.languages import in_three
from cluster_selection.paging import paginate
from cluster_selection.workflow.enums import PublicationKind, TermStatus

MOST_ROWS = 100

api = NinjaAPI(
    title="Competitive selection of territorial clusters",
    version="1",
    description="Public facts of the competitions. Days are days of Asia/Almaty; instants carry their "
    "offset; a term ends at 24:00 of its last day, so `closes_at` is exclusive.",
    urls_namespace="api",
    docs_url=None,
    openapi_url="/openapi.json",
)


class Words(Schema):
    """The same words in Kazakh, Russian and English; empty where a language is missing."""

    kk: str
    ru: str
    en: str


class Term(Schema):
    """A row of the ledger of running terms."""

    key: str
    clause: str
    kind: str = Field(description="gate: the act is impossible outside it; duty: lateness is seen")
    counted_from: dt.date
    due_on: dt.date | None = Field(description="None: beyond the signed calendar, not counted yet")
    closes_at: dt.datetime | None
    done_at: dt.datetime | None
    status: str = Field(description=", ".join(TermStatus.values))
    delay_working_days: int | None
    calendar: str = Field(description="versions of the working calendar the count stands on")


class PublishedText(Schema):
    """The text of a publication in one language, as it was published."""

    language: str
    title: str
    body: str = Field(description="HTML")
    sha256: str = Field(description="of the body in UTF-8")


class Publication(Schema):
    """A publication; a correction stands beside the results, never instead."""

    kind: str
    ordinal: int
    published_at: dt.datetime
    texts: list[PublishedText]


class Competition(Schema):
    """The public facts of a competition."""

    id: UUID
    number: str
    title: Words
    state: str = Field(description=", ".join(state for state in State.values if state != State.DRAFT))
    stage: str = Field(description=", ".join(stage for stage in Stage.values if stage != Stage.DRAFT))
    edition: str = Field(description="key of the edition of the Rules that governs it")
    announced_at: dt.datetime | None
    closing_on: dt.date | None
    closes_at: dt.datetime | None
    results_published_at: dt.datetime | None
    ended_at: dt.datetime | None
    archive_entry: bool = Field(description="held outside the portal and entered later")
    terms: list[Term]


class CompetitionWithResults(Competition):
    """The public facts of a competition with the results and the corrections beside them."""

    results: list[Publication]


class Competitions(Schema):
    """A page of competitions; `next` is the value of `after` for the following page."""

    results: list[Competition]
    next: str | None


class Problem(Schema):
    """Why there is no answer."""

    detail: str


@api.get("/competitions/", response=Competitions, summary="Competitions, the latest first")
def competitions(
    request: HttpRequest,
    limit: int = Query(50, ge=1, le=MOST_ROWS, description="rows of a page"),
    after: str = Query("", max_length=400, description="`next` of the page before"),
):
    """List announced competitions; a draft is never among them."""
    page = paginate(
        queries.listed(queries.public_competitions()), order=queries.LIST_ORDER, after=after, size=limit
    )
    return {"results": _facts(page.rows), "next": page.next}


@api.get(
    "/competitions/{competition_id}/",
    response={200: CompetitionWithResults, 404: Problem},
    summary="One competition with its published results",
)
def competition(request: HttpRequest, competition_id: UUID):
    """Return the public facts of one competition, and its results once they are published."""
    contest = queries.public_competitions().filter(pk=competition_id).first()
    if contest is None:
        raise Http404("There is no such competition.")
    (facts,) = _facts([contest])
    published = queries.results_of(contest) if contest.state == State.PUBLISHED else ()
    return {**facts, "results": [_publication(row) for row in published]}


def _facts(contests) -> list[dict]:
    stages = queries.stages_of(contests, now=Clock.display())
    terms = queries.public_terms_of(contests)
    return [
        {
            "id": contest.pk,
            "number": contest.number,
            "title": in_three(contest, "title"),
            "state": contest.state,
            "stage": stages[contest.pk],
            "edition": contest.edition.key if contest.edition else "",
            "announced_at": contest.announced_at,
            "closing_on": contest.closing_on,
            "closes_at": contest.closes_at,
            "results_published_at": contest.published_at,
            "ended_at": contest.ended_at,
            "archive_entry": contest.imported,
            "terms": [_term(term) for term in terms[contest.pk]],
        }
        for contest in contests
    ]


def _term(term) -> dict:
    return {
        "key": term.key,
        "clause": term.clause,
        "kind": term.kind,
        "counted_from": term.basis_on,
        "due_on": term.due_on,
        "closes_at": term.closes_at,
        "done_at": term.done_at,
        "status": term.status,
        "delay_working_days": term.delay_working_days,
        "calendar": term.calendar,
    }


def _publication(row) -> dict:
    return {
        "kind": PublicationKind(row.kind).value,
        "ordinal": row.ordinal,
        "published_at": row.published_at,
        "texts": [
            {"language": text.language, "title": text.title, "body": text.body, "sha256": text.sha256}
            for text in row.texts.all()
        ],
    }


def _public(urls):
    """Let everybody read: the portal asks for a login wherever a view does not say otherwise."""
    for pattern in urls[0]:
        login_not_required(pattern.callback)
    return urls


urls = _public(api.urls)
