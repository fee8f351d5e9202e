"""Annex 3: one page per item."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from applications import services
from applications.enums import State
from applications.forms import AnswerForm
from applications.models import Annex3Answer, Application
from applications.services import Stale
from applications.tasklist import items_of
from applications.views.common import own, page, why_not_editable
from cluster_selection.editions.law import Item
from cluster_selection.workflow.refusals import TransitionRefused
from cluster_selection.workflow.words import time_left_words


@require_http_methods(["GET", "POST"])
def item(request: HttpRequest, pk: UUID, key: str) -> HttpResponse:
    """Write the answer to one item; a text saved meanwhile by another stands beside the own one."""
    application = own(request, pk)
    shown, before, after = _place(application, key)
    answer = application.answers.filter(item_key=key).select_related("updated_by__user").first()
    refusal = None
    if request.method == "POST":
        form = AnswerForm(request.POST, language=application.language)
        if form.is_valid():
            try:
                services.save_answer(
                    application,
                    item_key=key,
                    **form.cleaned_data,
                    acting_as=request.acting_as,
                    now=request.received_at,
                )
            except Stale as stale:
                return _conflict(request, application, shown, form.cleaned_data["text"], stale.current)
            except TransitionRefused as refused:
                refusal = refused.refusal
            else:
                return _saved(request, application, shown, after, len(form.cleaned_data["text"]))
    else:
        initial = {"text": answer.text if answer else "", "version": answer.version if answer else 0}
        form = AnswerForm(initial=initial, language=application.language)
        refusal = why_not_editable(request, application)
    return _page(request, application, shown, before, after, answer=answer, form=form, refusal=refusal)


def _place(application: Application, key: str) -> tuple[Item, Item | None, Item | None]:
    items = items_of(application.competition.law, application.competition.required_additional)
    keys = [item.key for item in items]
    if key not in keys:
        raise Http404
    at = keys.index(key)
    return items[at], items[at - 1] if at else None, items[at + 1] if at + 1 < len(items) else None


def _saved(
    request: HttpRequest, application: Application, shown: Item, after: Item | None, length: int
) -> HttpResponse:
    if length > shown.max_characters:
        words = _(
            "Item %(number)s is saved. It has %(characters)s characters, %(limit)s are allowed: shorten it."
        )
        messages.warning(
            request, words % {"number": shown.number, "characters": length, "limit": shown.max_characters}
        )
        return redirect("applications:item", application.pk, shown.key)
    messages.success(request, _("Item %(number)s is saved. Saved is not filed.") % {"number": shown.number})
    if "next" in request.POST and after is not None:
        return redirect("applications:item", application.pk, after.key)
    if "stay" in request.POST:
        return redirect("applications:item", application.pk, shown.key)
    return redirect("applications:application", application.pk)


def _page(
    request, application: Application, shown: Item, before, after, *, answer, form, refusal
) -> HttpResponse:
    contest = application.competition
    text = form["text"].value() or ""
    return page(
        request,
        "applications/item.html",
        application,
        item=shown,
        is_additional=shown.part == "additional",
        is_required=shown.mandatory or shown.key in contest.required_additional,
        before=before,
        after=after,
        answer=answer,
        form=form,
        refusal=refusal,
        characters=len(text.replace("\r\n", "\n")),
        left=time_left_words(contest.closes_at, now=request.received_at)
        if application.state == State.DRAFT and contest.is_open(request.received_at)
        else "",
    )


def _conflict(
    request: HttpRequest, application: Application, shown: Item, mine: str, theirs: Annex3Answer
) -> HttpResponse:
    keep = AnswerForm(initial={"text": mine, "version": theirs.version}, language=application.language)
    return page(
        request,
        "applications/item_conflict.html",
        application,
        status=409,
        item=shown,
        mine=mine,
        theirs=theirs,
        keep=keep,
    )
