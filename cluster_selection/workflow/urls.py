"""Addresses of the term calculator."""

from django.urls import path

from . import views

app_name = "workflow"
urlpatterns = [
    path("", views.terms, name="terms"),
]
