"""Addresses of documents: /verify/ without a language, so that a printed code stays short."""

from django.urls import path

from cluster_selection.documents import views

app_name = "documents"
urlpatterns = [
    path("", views.verify_form, name="verify_form"),
    path("<str:code>/", views.verify, name="verify"),
    path("<str:code>/<str:language>.pdf", views.download, name="download"),
]
