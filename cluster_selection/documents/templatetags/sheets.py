"""Filters for documents: what a payload keeps as ISO text, written for the reader."""

import datetime as dt

from django import template

from cluster_selection.languages import format_instant

register = template.Library()


@register.filter
def kept_instant(value: str | None) -> str:
    """Write an instant kept as ISO text, day and time in Asia/Almaty; nothing for an empty one."""
    return format_instant(dt.datetime.fromisoformat(value)) if value else ""
