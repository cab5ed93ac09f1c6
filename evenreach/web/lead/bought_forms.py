"""The form of an order of a school, and how one is read."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.forms import CharField, ChoiceField, TextInput

from evenreach.flow.entitlement.decisions import corrected_minutes
from evenreach.flow.entitlement.models import LedgerEntry
from evenreach.flow.entitlement.queries import balance_of
from evenreach.web.forms import Form
from evenreach.web.lead.year_forms import minutes_field
from evenreach.web.templatetags.evenreach import date_gov, sessions

COLUMNS = [
    {"text": "School"},
    {"text": "Service"},
    {"text": "Order"},
    {"text": "Recorded"},
    {"text": "Bought", "numeric": True},
    {"text": "Left in all", "numeric": True},
]


class BoughtForm(Form):
    """Which school bought how much of which service, by which order."""

    school = ChoiceField(label="School", error_messages={"required": "Choose the school"})
    service = ChoiceField(label="Service", error_messages={"required": "Choose the service"})
    minutes = minutes_field(
        "How many minutes did it buy?", least=1, help_text="A session is 180 minutes"
    )
    order = CharField(
        label="Reference of the order",
        help_text="As it stands on the order or invoice. The school reads this.",
        max_length=60,
        widget=TextInput(attrs={"class": "govuk-input--width-20"}),
        error_messages={"required": "Enter the reference of the order"},
    )

    def __init__(
        self,
        *args: Any,
        schools: Sequence[tuple[str, str]],
        services: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("school", schools), ("service", services)):
            chosen = [("", f"Choose a {name}"), *choices]
            self.fields[name].choices = chosen  # type: ignore[attr-defined]


def order_row(order: LedgerEntry, names: Mapping[int, str]) -> list[str]:
    """One order, corrected if it was, with what the school has left of all it bought."""
    account = order.account
    return [
        account.school.name,
        names.get(account.service_id, account.service.slug),
        order.why,
        date_gov(order.entered_at),
        sessions(corrected_minutes(order)),
        sessions(balance_of(account)),
    ]
