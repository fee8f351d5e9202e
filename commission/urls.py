"""Addresses of commission."""

app_name = "commission"
urlpatterns = []
