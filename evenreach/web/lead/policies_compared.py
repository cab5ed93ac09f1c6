"""Two to four policies and last year side by side, as a page and as files."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from evenreach.desks.allocation.comparing import MOST, Candidate, Comparison, compare
from evenreach.desks.allocation.models import Policy
from evenreach.desks.allocation.queries import facts_for, terms_of
from evenreach.desks.allocation.terms import CannotShare
from evenreach.flow.offer.models import ServiceOffer
from evenreach.flow.register.partnerships import names_by_urn
from evenreach.flow.register.queries import places_by_urn
from evenreach.methods.calendar import AcademicYear
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked
from evenreach.web.lead import comparing_words as words
from evenreach.web.lead.allocation import part_of, policies_of
from evenreach.web.lead.change_map import ChangeMap, change_maps
from evenreach.web.lead.compare_form import CompareForm
from evenreach.web.lead.compared_files import table_as_csv, workbook
from evenreach.web.lead.compared_tables import Table
from evenreach.web.lead.groupings import groupings
from evenreach.web.outlines import outline_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Side:
    """What is compared with what: the tables in their order, schools last."""

    found: Comparison
    tables: tuple[Table, ...]
    from_words: str
    maps: list[ChangeMap]


@needs(May.ALLOCATE)
@require_safe
def compared(request: Asked, academic_year: int, slug: str) -> HttpResponse:
    """Choose policies, and see them side by side."""
    part, policies, form = _asked(request, academic_year, slug)
    side = _side(request, part, policies, form)
    context = {
        "part": part,
        "year": AcademicYear(academic_year),
        "form": form,
        "policies": policies,
        "side": side,
        "bars": words.distribution_bars(side.found) if side else [],
        "legend": words.legend(side.found) if side else [],
        "query": request.GET.urlencode(),
    }
    return render(request, "lead/allocation_compare.html", context)


@needs(May.ALLOCATE)
@require_safe
def as_workbook(request: Asked, academic_year: int, slug: str) -> HttpResponse:
    """The comparison as one workbook."""
    part, side = _needed(request, academic_year, slug)
    names = [f"{letter}: {name}" for letter, name in words.legend(side.found)]
    notes = [
        f"{part.name}, {AcademicYear(academic_year).label}",
        *names,
        side.from_words,
        words.ABOUT,
    ]
    return _file(workbook(side.tables, notes), XLSX, f"{slugify(part.name)}-policies.xlsx")


@needs(May.ALLOCATE)
@require_safe
def as_csv(request: Asked, academic_year: int, slug: str) -> HttpResponse:
    """Every school's row of the comparison."""
    part, side = _needed(request, academic_year, slug)
    csv = table_as_csv(side.tables[-1])
    return _file(csv.encode(), "text/csv; charset=utf-8", f"{slugify(part.name)}-policies.csv")


def _asked(
    request: Asked, academic_year: int, slug: str
) -> tuple[ServiceOffer, list[Policy], CompareForm]:
    part = part_of(request, slug, academic_year)
    policies = policies_of(request, slug, academic_year)
    named = request.GET.getlist("policy") or [str(policy.pk) for policy in policies[:MOST]]
    is_sent = len(request.GET.getlist("policy")) > 1
    form = CompareForm(
        request.GET if is_sent else None, policies=policies, initial={"policy": named}
    )
    return part, policies, form


def _needed(request: Asked, academic_year: int, slug: str) -> tuple[ServiceOffer, Side]:
    part, policies, form = _asked(request, academic_year, slug)
    side = _side(request, part, policies, form)
    if side is None:
        raise Http404
    return part, side


def _side(
    request: Asked, part: ServiceOffer, policies: list[Policy], form: CompareForm
) -> Side | None:
    """The comparison asked for, or None with the refusal on the form."""
    if not form.is_valid():
        return None
    candidates = [
        Candidate(policy.name, terms_of(policy)) for policy in policies if policy.pk in form.chosen
    ]
    try:
        schools, sessions = facts_for(
            part.authority_id, service_id=part.service_id, academic_year=part.offer.academic_year
        )
        found = compare(schools, candidates, sessions)
    except CannotShare as refusal:
        form.add_error("policy", str(refusal))
        return None
    groups = groupings(schools, names_by_urn(request.authority.pk))
    is_from_first = form.is_from_first or not found.last_year_is_known
    tables = words.tables(found, groups, is_from_first=is_from_first, order=form.school_order)
    maps = change_maps(
        found,
        places_by_urn(request.authority.pk),
        outline_of(request.authority.code),
        is_from_first=is_from_first,
    )
    return Side(found, tables, words.from_words(found, is_from_first), maps)


def _file(raw: bytes, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(raw, content_type=kind, headers=headers)
