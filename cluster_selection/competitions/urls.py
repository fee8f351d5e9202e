"""Addresses of competitions."""

app_name = "competitions"
urlpatterns = []
