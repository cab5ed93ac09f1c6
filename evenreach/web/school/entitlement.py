from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenreach.desks.allocation.models import Share
from evenreach.desks.allocation.queries import shares_seen_by
from evenreach.flow.entitlement.queries import Standing, ledger_of, standings
from evenreach.flow.offer.queries import published_offer, services_offered
from evenreach.methods.calendar import AcademicYear
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked, this_year
from evenreach.web.school.account import Row, account_rows
from evenreach.web.school.working import Line, Working, lines_of, working_of
from evenreach.web.templatetags.evenreach import sessions
from evenreach.web.templatetags.ledger import LEDGER_COLUMNS, ledger_rows
from evenreach.web.templatetags.schools import figure_in_words

LARGE = ("sessions_shared", "base_total", "rest", "schools")


@dataclass(frozen=True, slots=True)
class Part:
    """What a school has of one service, with the working where its need took part."""

    slug: str
    name: str
    policy: str
    share: dict[str, Any]
    lines: tuple[Line, ...]
    missing: tuple[str, ...]
    working: Working | None
    account: list[Row]
    left_in_words: str
    ledger: list[Row]

    @property
    def ledger_caption(self) -> str:
        return f"{self.name}: every entry of the account"


@needs(May.SEE_ENTITLEMENT)
@require_safe
def entitlement(request: Asked, urn: int, academic_year: int | None = None) -> HttpResponse:
    """How a school's sessions were worked out, so that it can be checked with a calculator.

    Of this year, unless another is asked for.
    """
    year = this_year(request) if academic_year is None else AcademicYear(academic_year)
    seen = shares_seen_by(request.eyes, academic_year=year.begins_in)
    shares = list(seen.filter(school__urn=urn))
    if not shares:
        raise Http404
    return render(
        request,
        "school/entitlement.html",
        {
            "year": year,
            "school": shares[0].school,
            "parts": _parts(request, shares, year.begins_in),
            "ledger_columns": LEDGER_COLUMNS,
            "is_own": urn in request.eyes.urns,
            "other_years": _other_years(request, urn, year),
        },
    )


def _other_years(request: Asked, urn: int, year: AcademicYear) -> list[AcademicYear]:
    """The years before and after in which the school has shares too."""
    beside = [AcademicYear(year.begins_in + step) for step in (-1, 1)]
    return [
        other
        for other in beside
        if shares_seen_by(request.eyes, academic_year=other.begins_in)
        .filter(school__urn=urn)
        .exists()
    ]


def _parts(request: Asked, shares: list[Share], year: int) -> list[Part]:
    offer = published_offer(request.authority.pk, academic_year=year)
    offered = [] if offer is None else services_offered(offer)
    names = {part.service_id: part.name for part in offered}
    school = frozenset({shares[0].school.urn})
    accounts = {
        standing.account.service_id: standing
        for standing in standings(request.eyes, academic_year=year, urns=school)
    }
    return [_part(request, share, names, accounts[share.policy.service_id]) for share in shares]


def _part(request: Asked, share: Share, names: dict[int, str], standing: Standing) -> Part:
    explanation, service = share.explanation, share.policy.service
    working = working_of(explanation) if _took_part(explanation) else None
    return Part(
        slug=service.slug,
        name=names.get(service.pk, service.slug),
        policy=share.policy.name,
        share=explanation | {name: f"{explanation[name]:,}" for name in LARGE},
        lines=lines_of(explanation) if working is None else working.lines,
        missing=tuple(figure_in_words(name) for name in explanation["missing"]),
        working=working,
        account=account_rows(standing),
        left_in_words=sessions(standing.balance),
        ledger=ledger_rows(ledger_of(request.eyes, standing.account)),
    )


def _took_part(explanation: dict[str, Any]) -> bool:
    is_known = explanation["need"] is not None and not explanation["takes_base_only"]
    return is_known and explanation["rest"] > 0 and explanation["divisor"] is not None
