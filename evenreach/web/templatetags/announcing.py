"""An announcement as everybody reads it: its text, and the steps of a thread in order."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from evenreach.desks.publishing.announcement_models import AnnouncementVersion
from evenreach.desks.publishing.markup import as_html
from evenreach.desks.publishing.merging import has_fields, without_facts

register = template.Library()

Step = AnnouncementVersion.Step
STEPS: dict[str, str] = {
    Step.ANNOUNCEMENT: "Announcement",
    Step.DETAIL: "Detail",
    Step.CONSULTATION: "Consultation",
    Step.DECISION: "Decision",
    Step.OFFER: "Offer",
    Step.REPORT: "Reports",
}


@register.filter
def announced(text: str) -> SafeString:
    """Cleaned HTML; words in square brackets stand for a school's own facts."""
    return mark_safe(as_html(without_facts(text)))  # noqa: S308


@register.filter
def announced_in_print(text: str) -> SafeString:
    """The same with descriptions in the place of pictures."""
    return mark_safe(as_html(without_facts(text), pictures=False))  # noqa: S308


@register.filter
def has_facts(text: str) -> bool:
    """Whether schools read facts of their own in it."""
    return has_fields(text)
