"""The register of schools, as far as the public pages show it."""

from datetime import date
from typing import Annotated, Any, Literal

from django.core.paginator import Paginator
from django.utils import timezone
from ninja import Path, Query, Router, Schema
from ninja.errors import HttpError
from pydantic import Field

from evenreach.flow.offer.vocabulary import Phase
from evenreach.flow.register.finding import Narrowing, schools_found
from evenreach.flow.register.imports import last_applied, published_on
from evenreach.flow.register.models import School
from evenreach.flow.register.queries import figures_by_year, primary_needs_of, school_by_urn
from evenreach.web.api.answers import PROBLEMS, Answer, about
from evenreach.web.api.school_facts import Needs, Roll, SchoolFacts, facts_of, needs_of, roll_of
from evenreach.web.asked import Asked, this_year

SOURCE = "Get Information about Schools, Department for Education"
router = Router(tags=["Schools"])
Urn = Annotated[int, Field(ge=1, le=999_999, description="The unique reference number.")]


class NotOnRegister(HttpError):
    """No school of this authority has this number."""

    def __init__(self, urn: int) -> None:
        super().__init__(
            404, f"No school on this register has the URN {urn}. Look in /schools for those it has."
        )


class SchoolsAsked(Schema):
    """Which of the open schools are asked for, and which page of them."""

    q: str = Field(
        "",
        max_length=100,
        pattern=r"^[^\x00]*$",
        description="Words of the name, the URN, or the beginning of the postcode.",
    )
    phase: Phase | None = Field(None, description="The phase that services name.")
    status: Literal["open", "proposed_to_close"] = Field(
        "open", description="All that are open, or of these only those proposed to close."
    )
    state_funded: Literal["yes", "no", "unknown"] | None = Field(
        None, description="`unknown` finds those of which the register does not say who pays."
    )
    page: int = Field(1, ge=1, le=10_000, description="Counted from 1.")
    limit: int = Field(25, ge=1, le=100, description="How many schools a page has.")

    @property
    def narrowing(self) -> Narrowing:
        return Narrowing(
            typed=self.q,
            phase=self.phase,
            funding=self.state_funded or "",
            proposed_to_close=self.status == "proposed_to_close",
        )


class RegisterAnswer(Answer):
    """From where the facts come, the day of the publisher's extract, and when it was loaded."""

    source: str
    published_on: date | None
    loaded_on: date | None


class SchoolsAnswer(RegisterAnswer):
    count: int
    page: int
    limit: int
    next_page: int | None
    schools: list[SchoolFacts]


class SchoolAnswer(RegisterAnswer):
    school: SchoolFacts
    roll: list[Roll]
    primary_needs: Needs | None


@router.get(
    "/schools",
    response={200: SchoolsAnswer} | PROBLEMS,
    operation_id="schools",
    summary="Schools of the register, by name",
    url_name="schools",
)
def schools(request: Asked, asked: Query[SchoolsAsked]) -> dict[str, Any]:
    pages = Paginator(schools_found(request.authority.pk, asked.narrowing), asked.limit)
    shown = pages.page(asked.page) if asked.page <= pages.num_pages else []
    more = asked.page < pages.num_pages
    return about_register(request) | {
        "count": pages.count,
        "page": asked.page,
        "limit": asked.limit,
        "next_page": asked.page + 1 if more else None,
        "schools": [facts_of(school) for school in shown],
    }


@router.get(
    "/schools/{urn}",
    response={200: SchoolAnswer} | PROBLEMS,
    operation_id="school",
    summary="One school, with its roll by academic year and its learners by primary need",
    url_name="school",
)
def school(request: Asked, urn: Path[Urn]) -> dict[str, Any]:
    authority, year = request.authority.pk, this_year(request)
    try:
        found = school_by_urn(authority, urn)
    except School.DoesNotExist as error:
        raise NotOnRegister(urn) from error
    rolls = figures_by_year(authority, found.pk, name="roll", academic_year=year.begins_in)
    needs = primary_needs_of(authority, found.pk, academic_year=year.begins_in)
    return about_register(request) | {
        "school": facts_of(found),
        "roll": [roll_of(figure) for figure in rolls],
        "primary_needs": None if needs is None else needs_of(needs),
    }


def about_register(request: Asked) -> dict[str, Any]:
    applied = last_applied(request.authority.pk)
    loaded_at = None if applied is None else applied.settled_at
    loaded_on = None if loaded_at is None else timezone.localdate(loaded_at)
    return about(request) | {
        "source": SOURCE,
        "published_on": published_on(request.authority.pk),
        "loaded_on": loaded_on,
    }
