"""Addresses of delivery: the reader's inbox, and the jobs given up."""

from django.urls import path

from cluster_selection.delivery import views

app_name = "delivery"
urlpatterns = [
    path("", views.inbox, name="list"),
    path("jobs/", views.failed_jobs, name="dead_jobs"),
    path("jobs/<uuid:pk>/retry/", views.retry, name="retry_job"),
    path("<uuid:pk>/", views.show_message, name="message"),
    path("<uuid:pk>/confirm/", views.confirm_message, name="confirm"),
]
