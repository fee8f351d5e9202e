"""Composition root: every address of the portal."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from cluster_selection import api

urlpatterns = [
    path("", include("cluster_selection.site.urls_plain")),
    path("verify/", include("cluster_selection.documents.urls")),
    path("api/v1/", api.urls),
    *i18n_patterns(
        path("", include("cluster_selection.site.urls")),
        path("accounts/", include("cluster_selection.accounts.urls")),
        path("rules/", include("cluster_selection.editions.urls")),
        path("terms/", include("cluster_selection.workflow.urls")),
        path("calendar/", include("cluster_selection.workdays.urls")),
        path("inbox/", include("cluster_selection.delivery.urls")),
        path("", include("cluster_selection.competitions.urls")),
        path("", include("applications.urls")),
        path("", include("review.urls")),
        path("", include("commission.urls")),
    ),
]

handler400 = "cluster_selection.site.views.errors.bad_request"
handler403 = "cluster_selection.site.views.errors.permission_denied"
handler404 = "cluster_selection.site.views.errors.page_not_found"
handler500 = "cluster_selection.site.views.errors.server_error"
