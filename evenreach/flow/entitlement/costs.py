"""What a service's year costs: rates and grades as settings, and the sum."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from evenreach.flow.entitlement.capacity import staff_lines
from evenreach.flow.entitlement.deciding import demand_authority_lead
from evenreach.flow.entitlement.seen import (
    change_row,
    row_as_seen,
    set_row,
)
from evenreach.flow.entitlement.staffing import Grade, YearMiles, YearRates
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.actions import journal_act
from evenreach.flow.people.eyes import Eyes
from evenreach.methods.cost import Cost, Pay, Rates, cost_of_year


class GradeNamed(Refusal):
    """A year has two grades of one name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is a grade “{name}” in this year already. Change that one.")


@transaction.atomic
def set_rates(
    *, by: Eyes, at: datetime, academic_year: int, seen: int, rates: Rates, source: str
) -> YearRates:
    """State a year's rates and where they are from. Raises ChangedMeanwhile."""
    demand_authority_lead(by)
    row: YearRates = set_row(
        YearRates,
        by,
        which={"academic_year": academic_year},
        seen=seen,
        values={
            "on_cost_hundredths": rates.on_cost_hundredths,
            "overhead_hundredths": rates.overhead_hundredths,
            "mileage_pence": rates.mileage_pence,
            "source": source,
        },
    )
    journal_act(by=by, at=at, verb="rates set", about=row)
    return row


@transaction.atomic
def add_grade(
    *,
    by: Eyes,
    at: datetime,
    academic_year: int,
    name: str,
    salary_pence: int | None,
    source: str,
) -> Grade:
    """Raises GradeNamed."""
    demand_authority_lead(by)
    try:
        with transaction.atomic():
            grade: Grade = Grade.objects.create(
                authority_id=by.authority_id,
                academic_year=academic_year,
                name=name,
                salary_pence=salary_pence,
                source=source,
            )
    except IntegrityError as error:
        raise GradeNamed(name) from error
    journal_act(by=by, at=at, verb="grade added", about=grade)
    return grade


@transaction.atomic
def change_grade(
    *,
    by: Eyes,
    at: datetime,
    grade_id: int,
    seen: int,
    name: str,
    salary_pence: int | None,
    source: str,
) -> Grade:
    """Raises GradeNamed or ChangedMeanwhile."""
    demand_authority_lead(by)
    grade: Grade = row_as_seen(Grade, by, pk=grade_id, seen=seen)
    values = {"name": name, "salary_pence": salary_pence, "source": source}
    try:
        with transaction.atomic():
            change_row(grade, values)
    except IntegrityError as error:
        raise GradeNamed(name) from error
    journal_act(by=by, at=at, verb="grade changed", about=grade)
    return grade


def grades_of(authority_id: int, *, academic_year: int) -> QuerySet[Grade]:
    return Grade.objects.of(authority_id).filter(academic_year=academic_year).order_by("name")


def rates_of(authority_id: int, *, academic_year: int) -> YearRates | None:
    return YearRates.objects.of(authority_id).filter(academic_year=academic_year).first()


def miles_of(authority_id: int, *, service_id: int, academic_year: int) -> YearMiles | None:
    rows = YearMiles.objects.of(authority_id)
    return rows.filter(service_id=service_id, academic_year=academic_year).first()


def cost_of_service(authority_id: int, *, service_id: int, academic_year: int) -> Cost | None:
    """A service's year in pence; None until the year has rates and the service its miles."""
    rates = rates_of(authority_id, academic_year=academic_year)
    miles = miles_of(authority_id, service_id=service_id, academic_year=academic_year)
    if rates is None or miles is None:
        return None
    lines = staff_lines(authority_id, service_id=service_id, academic_year=academic_year)
    pay = [Pay(line.role, line.fte_hundredths, line.grade.salary_pence) for line in lines]
    terms = Rates(rates.on_cost_hundredths, rates.overhead_hundredths, rates.mileage_pence)
    return cost_of_year(pay, terms, miles=miles.miles)
