"""Addresses of the check, of forwarding, of the institute."""

from django.urls import path

from review.views import institute

app_name = "review"
urlpatterns = [
    path("institute/", institute.institute_list, name="institute"),
    path("institute/applications/<uuid:application_id>/", institute.material, name="material"),
    path(
        "institute/applications/<uuid:application_id>/files/<uuid:file_id>/",
        institute.institute_file,
        name="institute_file",
    ),
    path(
        "institute/applications/<uuid:application_id>/begin/", institute.begin_conclusion, name="begin_conclusion"
    ),
    path(
        "institute/batches/<uuid:batch_id>/acknowledge/",
        institute.acknowledge_forwarding,
        name="acknowledge_forwarding",
    ),
    path("conclusions/<uuid:conclusion_id>/", institute.conclusion, name="conclusion"),
    path("conclusions/<uuid:conclusion_id>/assign/", institute.assign_expert, name="assign_expert"),
    path("conclusions/<uuid:conclusion_id>/findings/<str:key>/", institute.finding, name="finding"),
    path("conclusions/<uuid:conclusion_id>/sign/", institute.sign_conclusion, name="sign_conclusion"),
    path(
        "conclusions/<uuid:conclusion_id>/hand-over/", institute.hand_over_conclusion, name="hand_over_conclusion"
    ),
]
