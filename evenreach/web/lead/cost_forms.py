"""The forms in which a year's rates and grades are stated."""

from decimal import Decimal
from typing import Any

from django.forms import CharField, DecimalField, IntegerField, TextInput

from evenreach.flow.entitlement.seen import NOT_THERE
from evenreach.flow.entitlement.staffing import Grade, YearRates
from evenreach.methods.cost import Rates
from evenreach.web.forms import Affixed
from evenreach.web.lead.capacity_forms import (
    SeenForm,
    hundredths,
    percent_field,
    source_field,
    whole_field,
)


class RatesForm(SeenForm):
    """What comes on top of salaries."""

    on_cost = percent_field(
        "On-costs", "National Insurance and pension, as a percentage of salaries", most=100
    )
    overhead = percent_field(
        "Overhead", "Rooms, equipment, management, as a percentage of everything before it"
    )
    mileage_pence: IntegerField = whole_field("Pence a mile", "pence", most=999)
    source = source_field()

    @property
    def rates(self) -> Rates:
        given = self.cleaned_data
        return Rates(
            on_cost_hundredths=hundredths(given["on_cost"]),
            overhead_hundredths=hundredths(given["overhead"]),
            mileage_pence=given["mileage_pence"],
        )


class GradeForm(SeenForm):
    """A grade of one year; its salary may be left out until it is known."""

    name = CharField(label="Grade", max_length=100, widget=TextInput(attrs={"autocomplete": "off"}))
    salary = DecimalField(
        label="Salary of a full-time holder",
        help_text="For the year. Leave it empty while it is not known: the cost is then not known",
        required=False,
        min_value=0,
        max_value=Decimal(1_000_000),
        decimal_places=2,
        widget=Affixed(prefix="£", inputmode="decimal", attrs={"class": "govuk-input--width-10"}),
    )
    source = source_field()

    @property
    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        salary = None if given["salary"] is None else hundredths(given["salary"])
        return {"name": given["name"], "salary_pence": salary, "source": given["source"]}


def shown_rates(row: YearRates | None) -> dict[str, Any]:
    if row is None:
        return {"seen": NOT_THERE}
    return {
        "seen": row.version,
        "on_cost": Decimal(row.on_cost_hundredths) / 100,
        "overhead": Decimal(row.overhead_hundredths) / 100,
        "mileage_pence": row.mileage_pence,
        "source": row.source,
    }


def shown_grade(grade: Grade) -> dict[str, Any]:
    salary = None if grade.salary_pence is None else Decimal(grade.salary_pence) / 100
    return {"seen": grade.version, "name": grade.name, "salary": salary, "source": grade.source}
