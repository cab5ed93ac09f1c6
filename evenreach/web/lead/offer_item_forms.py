"""The visits and items of a service: one of them a page."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django.forms import CharField, ChoiceField, DecimalField, IntegerField

from evenreach.flow.offer.drafting import Items
from evenreach.flow.offer.visit_specifications import SESSION_MINUTES
from evenreach.flow.register.definition_files import Place
from evenreach.web import offer_words as words
from evenreach.web.forms import Affixed, Radios
from evenreach.web.lead.offer_form_base import Kept, PartForm
from evenreach.web.lead.offer_forms import long_text, number
from evenreach.web.lead.offer_lines import Column, ColumnsField, LinesField

WHO = {
    "school": "school",
    "service": "service",
    "family": "family",
    "school_and_service": "school and service",
}
STATUSES = {"published": "A price that is charged", "demonstration": "A demonstration value"}
SPLIT = ("contact", "preparation", "writing")
PARTS = ("need_identified", "provision_planned")
ASSESSMENT = {"none": "not_needed", "indicated": "indicated", "included": "included"}


class VisitForm(PartForm):
    """One kind of visit: before, during and after, and what it takes."""

    FIELDS: ClassVar[Mapping[Place, str]] = {
        ("minutes",): "contact",
        ("parts",): "need_identified",
    }

    name = CharField(label="Name of the visit")
    purpose = long_text("What is it for?", rows=3)
    when = long_text("When does it take place?", rows=2)
    contact = number("Minutes in school", 1, 1440)
    preparation = number("Minutes of preparation", 0, 1440)
    writing = number(
        "Minutes of writing",
        0,
        1440,
        help_text=f"All three together are whole sessions of {SESSION_MINUTES} minutes",
    )
    before = ColumnsField(
        (Column("who", "Who", WHO), Column("what", "What")),
        label="Before the visit",
        help_text="On each line: who | what. Who is school, service, family, or school and service",
    )
    attends = LinesField(label="Who attends?", help_text="One on each line")
    during = ColumnsField(
        (Column("minutes", "Minutes", is_number=True), Column("what", "What")),
        label="During the visit",
        help_text="On each line: minutes | what. The minutes add up to those in school",
    )
    after = ColumnsField(
        (
            Column("who", "Who", WHO),
            Column("within_school_days", "School days", is_number=True),
            Column("what", "What"),
        ),
        label="After the visit",
        help_text="On each line: who | within how many school days | what",
    )
    if_it_cannot_go_ahead = LinesField(
        label="If it cannot go ahead", help_text="One sentence on each line", required=False
    )
    need_identified = long_text(
        "Need identified",
        rows=3,
        required=False,
        help_text="For a visit about a learner: what this part of the record says. "
        "Leave this and the next four empty for other visits",
    )
    provision_planned = long_text("Provision planned", rows=3, required=False)
    not_needed = long_text("Further assessment: none", rows=2, required=False)
    indicated = long_text("Further assessment: indicated", rows=2, required=False)
    included = long_text("Further assessment: included", rows=2, required=False)

    @classmethod
    def first_values(cls, kept: Kept) -> dict[str, Any]:
        parts = kept.get("parts") or {}
        assessment = parts.get("further_assessment", {})
        return {
            **super().first_values(kept),
            **kept.get("minutes", {}),
            **{name: parts.get(name) for name in PARTS},
            **{field: assessment.get(key) for key, field in ASSESSMENT.items()},
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        self._check_minutes(cleaned)
        told = [*PARTS, *ASSESSMENT.values()]
        if any(cleaned.get(name) for name in told):
            for name in told:
                if not cleaned.get(name):
                    self.add_error(name, f"Enter {self[name].label}, as the others are given")
        return cleaned

    def _check_minutes(self, cleaned: dict[str, Any]) -> None:
        if any(cleaned.get(name) is None for name in SPLIT):
            return
        contact = cleaned["contact"]
        total = sum(cleaned[name] for name in SPLIT)
        if total % SESSION_MINUTES:
            self.add_error(
                "contact",
                f"The minutes in school, of preparation and of writing must add up to whole "
                f"sessions of {SESSION_MINUTES} minutes, but make {total}",
            )
        told = sum(part["minutes"] for part in cleaned.get("during") or [])
        if told and told != contact:
            self.add_error(
                "during",
                f"The minutes must add up to the {contact} in school, but make {told}",
            )

    def values(self) -> dict[str, Any]:
        given = super().values()
        parts = {name: given.pop(name) for name in PARTS}
        assessment = {key: given.pop(field) for key, field in ASSESSMENT.items()}
        minutes = {name: given.pop(name) for name in SPLIT}
        whole = {**parts, "further_assessment": assessment}
        return {**given, "minutes": minutes, "parts": whole if parts["need_identified"] else None}


class CoreItemForm(PartForm):
    """Something free; what a visit takes is its own sessions, so that is not asked again."""

    name = CharField(label="What can schools have?")
    what = long_text("What is it?", rows=3)
    unit = ChoiceField(label="One of it is", choices=list(words.UNITS.items()), widget=Radios())
    visit = ChoiceField(label="Is it one of the visits?", required=False)
    sessions = IntegerField(
        label="How many sessions does it take?",
        min_value=0,
        max_value=20,
        help_text="0 where it takes nothing. For a visit, its own minutes decide",
        required=False,
    )

    def __init__(self, *args: Any, visits: Sequence[Kept], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(visit["slug"], visit["name"]) for visit in visits]
        self.fields["visit"].choices = [("", "No"), *known]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        given = super().values()
        return {**given, "visit": given["visit"] or None, "sessions": given["sessions"] or 0}


class TradedItemForm(PartForm):
    """Something sold. People write sessions and pounds; minutes and pence are kept."""

    FIELDS: ClassVar[Mapping[Place, str]] = {
        ("minutes",): "sessions",
        ("price_pence",): "price",
    }

    name = CharField(label="What can schools buy?")
    what = long_text("What is it?", rows=3)
    unit = ChoiceField(label="One of it is", choices=list(words.UNITS.items()), widget=Radios())
    sessions = number("Sessions of a specialist’s time", 1, 40)
    price = DecimalField(
        label="Price before VAT, in pounds",
        min_value=Decimal("0.01"),
        max_value=Decimal("99999.99"),
        decimal_places=2,
        widget=Affixed(prefix="£"),
    )
    price_status = ChoiceField(
        label="What kind of price is it?", choices=list(STATUSES.items()), widget=Radios()
    )
    vat = ChoiceField(label="VAT", choices=list(words.VAT.items()), widget=Radios())
    notice_school_days = number("School days of notice", 0, 60)
    late_cancellation_percent = number("Percent due if cancelled late", 0, 100)
    cancellation = long_text("If a school cancels", rows=3)

    @classmethod
    def first_values(cls, kept: Kept) -> dict[str, Any]:
        first = super().first_values(kept)
        if "minutes" in kept:
            first["sessions"] = kept["minutes"] // SESSION_MINUTES
            first["price"] = Decimal(kept["price_pence"]) / 100
        return first

    def values(self) -> dict[str, Any]:
        given = super().values()
        minutes = given.pop("sessions") * SESSION_MINUTES
        pence = int(given.pop("price") * 100)
        return {**given, "minutes": minutes, "price_pence": pence}


ITEMS: dict[Items, tuple[str, str, type[PartForm]]] = {
    "visits": ("Visits", "a visit", VisitForm),
    "core_items": ("What is free", "something free", CoreItemForm),
    "traded_items": ("What is sold", "something sold", TradedItemForm),
}
