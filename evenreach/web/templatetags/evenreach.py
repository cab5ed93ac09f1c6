"""What templates say of forms, and how they write dates, times, sessions and money."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms, template
from django.core.paginator import Page
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from evenreach.web.words import DEMONSTRATION

register = template.Library()

SESSION_MINUTES = 180
MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True)
class ErrorLink:
    """One line of the error summary."""

    href: str
    text: str


@register.simple_tag
def demonstration_words() -> str:
    """What every page and document of a demonstration says of itself."""
    return DEMONSTRATION


@register.simple_tag
def form_key() -> SafeString:
    """A hidden input with a new key, so that a form sent twice takes effect once."""
    return format_html('<input type="hidden" name="form_key" value="{}">', uuid4().hex)


@register.filter
def error_links(form: forms.BaseForm) -> list[ErrorLink]:
    """Every error of the form, each leading to the input to mend, in the order of the page."""
    visible = form.visible_fields()
    fallback = f"#{visible[0].first_id}" if visible else "#main-content"  # type: ignore[attr-defined]
    hidden = [str(error) for field in form.hidden_fields() for error in field.errors]
    links = [ErrorLink(fallback, text) for text in [*map(str, form.non_field_errors()), *hidden]]
    for field in visible:
        href = f"#{field.first_id}"  # type: ignore[attr-defined]
        links.extend(ErrorLink(href, str(error)) for error in field.errors)
    return links


@register.filter
def date_gov(value: date | None) -> str:
    """24 November 2026."""
    if value is None or value == "":
        return ""
    day = _local(value)
    return f"{day.day} {day:%B %Y}"


@register.filter
def time_gov(value: datetime | time | None) -> str:
    """9:30am, 2pm, midday, midnight."""
    if value is None or value == "":
        return ""
    moment = _local(value)
    if moment.minute == 0 and moment.hour in (0, 12):
        return "midday" if moment.hour else "midnight"
    minutes = f":{moment.minute:02}" if moment.minute else ""
    return f"{moment.hour % 12 or 12}{minutes}{'am' if moment.hour < 12 else 'pm'}"


@register.filter
def datetime_gov(value: datetime | None) -> str:
    """24 November 2026 at 9:30am."""
    return f"{date_gov(value)} at {time_gov(value)}" if value else ""


@register.filter
def moment_gov(value: date | datetime) -> str:
    """A moment with its time, a date without."""
    return datetime_gov(value) if isinstance(value, datetime) else date_gov(value)


@register.filter
def moment_iso(value: date | datetime) -> str:
    """For the datetime attribute of a time element."""
    return str(_local(value).isoformat()) if value else ""


@register.filter
def sessions(minutes: int | None) -> str:
    """1 session, 2.5 sessions; what is not half a session stays in minutes beside them."""
    if minutes is None or minutes == "":
        return ""
    sign = MINUS if minutes < 0 else ""
    halves, rest = divmod(abs(minutes), SESSION_MINUTES // 2)
    if rest:
        whole, rest = divmod(abs(minutes), SESSION_MINUTES)
        extra = f"{rest} minutes"
        return f"{sign}{_counted(2 * whole)} and {extra}" if whole else f"{sign}{extra}"
    return f"{sign}{_counted(halves)}"


@register.filter
def pounds(value: Decimal | int | None) -> str:
    """£1,234.50, from Decimal pounds."""
    if value is None or value == "":
        return ""
    sign = MINUS if value < 0 else ""
    return f"{sign}£{abs(value):,.2f}"


@register.filter
def pence(value: int | None) -> str:
    """£1,234.50, from whole pence."""
    return "" if value is None or value == "" else pounds(Decimal(value) / 100)


@register.filter
def percent_of(value: float, most: float) -> str:
    """The length of a bar: `value` as a percentage of `most`, between 0 and 100."""
    share = 100 * float(value) / float(most) if most else 0.0
    return f"{min(max(share, 0.0), 100.0):.2f}"


@register.filter
def item(values: Sequence[Any], index: int) -> Any:
    """The value at `index`; empty where a row is longer than its columns."""
    return values[index] if index < len(values) else ""


@register.filter
def any_actions(rows: Iterable[Any]) -> bool:
    """Whether a summary list has a column of actions at all."""
    return any(
        row.get("actions") if isinstance(row, Mapping) else getattr(row, "actions", None)
        for row in rows
    )


@register.filter
def elided_pages(page: Page[Any]) -> Iterable[int | str]:
    """The page numbers to list, with an ellipsis where some are left out."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


def _counted(halves: int) -> str:
    number = f"{halves // 2}.5" if halves % 2 else str(halves // 2)
    return f"{number} session" if halves == 2 else f"{number} sessions"


def _local(value: Any) -> Any:
    aware = isinstance(value, datetime) and timezone.is_aware(value)
    return timezone.localtime(value) if aware else value
