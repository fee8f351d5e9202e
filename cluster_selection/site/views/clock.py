"""The bar that moves the time of a training copy."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cluster_selection.forms import INSTANT_FORMATS, YEARS
from cluster_selection.site.services import Move, move_clock

from .pages import local_address


class ClockForm(forms.Form):
    """Which way the clock moves; the instant is typed in Almaty time."""

    move = forms.ChoiceField(choices=Move.choices)
    instant = forms.DateTimeField(required=False, input_formats=INSTANT_FORMATS)

    def clean(self):
        """Ask for the instant when the clock is to be set to one, of a year in which the portal can count."""
        instant = self.cleaned_data.get("instant")
        if self.cleaned_data.get("move") == Move.SET and (instant is None or instant.year not in YEARS):
            self.add_error("instant", _("Enter the day and time, for example 19.03.2026 14:05."))
        return self.cleaned_data


@login_not_required
@require_POST
def move(request):
    """Move the virtual clock; there is none in production, nor where it is switched off."""
    if settings.PRODUCTION or not settings.VIRTUAL_CLOCK:
        raise Http404
    form = ClockForm(request.POST)
    if form.is_valid():
        move_clock(form.cleaned_data["move"], now=request.received_at, instant=form.cleaned_data["instant"])
    else:
        messages.error(request, _("Enter the day and time, for example 19.03.2026 14:05."))
    return HttpResponseRedirect(local_address(request, request.POST.get("next")))
