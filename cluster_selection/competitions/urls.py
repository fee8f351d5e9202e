"""Addresses of competitions: public ones, and the organiser's."""

from django.urls import path

from cluster_selection.competitions.views import announcing, changing, drafting, ending, organiser, public

app_name = "competitions"

_ONE = "competitions/<uuid:competition_id>/"
_MANAGED = "organiser/competitions/<uuid:competition_id>/"

urlpatterns = [
    path("competitions/", public.competitions, name="list"),
    path(_ONE, public.competition, name="competition"),
    path(f"{_ONE}results/", public.competition_results, name="results_of"),
    path(f"{_ONE}publications/<int:ordinal>/", public.publication, name="publication"),
    path(f"{_ONE}decision/", public.decision, name="decision"),
    path(f"{_ONE}extensions/<uuid:extension_id>/", public.extension_document, name="extension_document"),
    path("results/", public.results, name="results"),
    path("archive/", public.archive, name="archive"),
    path("organiser/competitions/", organiser.organiser, name="organiser"),
    path("organiser/competitions/new/", drafting.new, name="new"),
    path("organiser/competitions/proposal/", drafting.proposal, name="proposal"),
    path(_MANAGED, organiser.manage, name="manage"),
    path(f"{_MANAGED}decision/", organiser.decision_file, name="decision_file"),
    path(f"{_MANAGED}prints/<uuid:print_id>/evidence/", organiser.print_evidence, name="print_evidence"),
    path(f"{_MANAGED}edit/", drafting.edit, name="edit"),
    path(f"{_MANAGED}announce/", announcing.announce, name="announce"),
    path(f"{_MANAGED}confirm-print/", changing.confirm_print, name="confirm_print"),
    path(f"{_MANAGED}prints/<uuid:print_id>/confirm/", changing.confirm_one_print, name="confirm_one_print"),
    path(f"{_MANAGED}change-text/", changing.change_text, name="change_text"),
    path(f"{_MANAGED}extend/", changing.extend, name="extend"),
    path(f"{_MANAGED}declare-void/", ending.declare_void, name="declare_void"),
    path(f"{_MANAGED}cancel/", ending.cancel, name="cancel"),
    path(f"{_MANAGED}correct/", ending.correct, name="correct"),
]
