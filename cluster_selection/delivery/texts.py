"""The words of a message, from its two templates, in one language."""

from dataclasses import dataclass

from django.template import Context, engines
from django.utils import translation
from django.utils.text import Truncator

from cluster_selection.delivery.models import LONGEST_SUBJECT


@dataclass(frozen=True)
class Words:
    """A message in words: one line and a plain text."""

    subject: str
    body: str


def render_words(message: str, context: dict, language: str) -> Words:
    """Render ``delivery/mail/<message>.subject.txt`` and ``.body.txt`` in a language, as plain text.

    Raises ``TemplateDoesNotExist``: a message without words is not sent at all.
    """
    subject = render_text(f"delivery/mail/{message}.subject.txt", context, language)
    body = render_text(f"delivery/mail/{message}.body.txt", context, language)
    return Words(Truncator(" ".join(subject.split())).chars(LONGEST_SUBJECT), body.strip() + "\n")


def render_text(template: str, context: dict, language: str) -> str:
    """Render a template of plain text in a language: nothing is escaped."""
    with translation.override(language):
        engine = engines["django"].engine
        return engine.get_template(template).render(Context(context, autoescape=False))
