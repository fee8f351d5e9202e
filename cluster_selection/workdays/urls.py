"""Addresses of the working calendar."""

from django.urls import path

from . import views

app_name = "workdays"
urlpatterns = [
    path("", views.index, name="index"),
    path("<int:year>/", views.calendar, name="calendar"),
]
