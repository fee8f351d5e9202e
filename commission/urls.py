"""Addresses of the Commission, of the receipt of its protocols and of the announcement of the results."""

from django.urls import path

from commission.views import (
    assessing,
    composing,
    materials,
    meeting,
    overview,
    protocol,
    publishing,
    receiving,
)

app_name = "commission"

_CONTEST = "commission/<uuid:competition_id>/"
_APPLICATION = "commission/applications/<uuid:application_id>/"
_MEETING = "commission/meetings/<uuid:meeting_id>/"
_PROTOCOL = "protocols/<uuid:protocol_id>/"

urlpatterns = [
    path("commission/", overview.competitions, name="list"),
    path(_CONTEST, overview.contest, name="contest"),
    path(f"{_CONTEST}composition/", composing.composition, name="composition"),
    path(f"{_CONTEST}composition/new/", composing.compose, name="compose"),
    path(f"{_CONTEST}composition/<uuid:composition_id>/order/", composing.order, name="order"),
    path(f"{_CONTEST}applications/", materials.applications, name="applications"),
    path(f"{_CONTEST}meetings/new/", meeting.open_meeting, name="open_meeting"),
    path(f"{_CONTEST}publication/", publishing.publication, name="publication"),
    path(f"{_CONTEST}publication/<str:language>.pdf", publishing.preview, name="publication_preview"),
    path("commission/referrals/<uuid:batch_id>/acknowledge/", materials.acknowledge, name="acknowledge"),
    path(_APPLICATION, materials.application, name="application"),
    path(f"{_APPLICATION}files/<uuid:file_id>/", materials.material, name="material"),
    path(
        f"{_APPLICATION}conclusions/<uuid:conclusion_id>/<str:language>.pdf",
        materials.conclusion,
        name="conclusion",
    ),
    path(f"{_APPLICATION}assessment/", assessing.assessment, name="assessment"),
    path(_MEETING, meeting.meeting, name="meeting"),
    path(f"{_MEETING}record/", meeting.record, name="record_meeting"),
    path(f"{_MEETING}protocol/", protocol.draft, name="draft_protocol"),
    path(_PROTOCOL, protocol.protocol, name="protocol"),
    path(f"{_PROTOCOL}items/", protocol.items, name="items"),
    path(f"{_PROTOCOL}draft/<str:language>.pdf", protocol.preview, name="protocol_preview"),
    path(f"{_PROTOCOL}sign/", protocol.sign, name="sign"),
    path(f"{_PROTOCOL}<str:language>.pdf", protocol.pdf, name="protocol_pdf"),
    path(f"{_PROTOCOL}receive/", receiving.receive, name="receive"),
    path(f"{_PROTOCOL}evidence/", receiving.evidence, name="evidence"),
]
