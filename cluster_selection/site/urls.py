"""Addresses of the hall's own pages."""

from django.urls import path

from .views import clock, home, pages

app_name = "site"
urlpatterns = [
    path("", home.home, name="home"),
    path("welcome/", home.after_sign_in, name="after_sign_in"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("language/", pages.language, name="language"),
    path("clock/", clock.move, name="clock"),
]
