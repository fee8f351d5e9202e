"""Addresses without a language: the root, and what machines ask for."""

from django.urls import path

from .views import machines

urlpatterns = [
    path("", machines.root, name="root"),
    path("healthz", machines.healthz, name="healthz"),
    path("readyz", machines.readyz, name="readyz"),
    path("robots.txt", machines.robots, name="robots"),
    path("favicon.ico", machines.favicon, name="favicon"),
]
