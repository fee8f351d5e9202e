"""The home page, and where sign-in leads."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cluster_selection import navigation
from cluster_selection.site import edition_notice, queries
from cluster_selection.site.context import address


@login_not_required
@require_safe
def home(request):
    """Show what is open, what is being considered, what was decided, and the eight steps of the Rules."""
    law = edition_notice.current_law()
    return render(
        request,
        "site/home.html",
        {
            "steps": queries.steps_of(law),
            "edition_key": law.key if law else "",
            "competitions": queries.competitions_at(request.received_at, acting_as=request.acting_as),
            "competitions_url": address("competitions:list", "competitions:index"),
            "rules_url": address("editions:list", "editions:index"),
            "terms_url": address("workflow:terms"),
        },
    )


@require_safe
def after_sign_in(request):
    """Lead to the first page of the reader's role; one without a role yet, to the own account."""
    if request.acting_as is None:
        return HttpResponseRedirect(address("accounts:account", "site:home"))
    menu = navigation.items_for(
        str(request.acting_as.role), acting_as=request.acting_as, now=request.received_at
    )
    return HttpResponseRedirect(menu[0].url if menu else address("site:home"))
