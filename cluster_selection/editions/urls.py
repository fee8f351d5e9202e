"""Addresses of editions."""

from django.urls import path

from . import views

app_name = "editions"
urlpatterns = [
    path("", views.index, name="list"),
    path("<slug:key>/", views.text, name="text"),
    path("<slug:key>/edition.json", views.data, name="data"),
]
