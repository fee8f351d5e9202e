"""Addresses of the hall's own pages."""

from django.urls import path

from .views import audit, clock, desk, home, pages

app_name = "site"
urlpatterns = [
    path("", home.home, name="home"),
    path("welcome/", home.after_sign_in, name="after_sign_in"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("language/", pages.language, name="language"),
    path("clock/", clock.move, name="clock"),
    path("desk/", desk.desk, name="desk"),
    path("audit/", audit.streams, name="audit"),
    path("audit/access/", audit.access, name="audit_access"),
    path("audit/verification/", audit.verification, name="audit_verification"),
    path("audit/streams/<str:stream>/", audit.stream, name="audit_stream"),
    path("audit/streams/<str:stream>/<int:seq>/", audit.entry, name="audit_entry"),
]
