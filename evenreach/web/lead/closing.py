"""The end of a service's year: what is published of it, what it would do, and doing it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from evenreach.flow.entitlement.year_end import close_year, endings, publish_year_end
from evenreach.flow.entitlement.year_models import YearEnd
from evenreach.flow.entitlement.year_queries import year_end_of
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.offer.models import ServiceOffer
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked, this_year, today
from evenreach.web.lead import year_words as words
from evenreach.web.lead.year import parts_seen
from evenreach.web.lead.year_forms import YearEndForm


@needs(May.KEEP_ACCOUNTS)
@require_http_methods(["GET", "HEAD", "POST"])
def ending(request: Asked, slug: str) -> HttpResponse:
    """Publish when unused time lapses; once that is done, what closing the year would do."""
    part = _part(request, slug)
    year_end = _year_end(request, part)
    form = YearEndForm(request.POST or None)
    if year_end is None and form.is_valid() and _published(request, form, part):
        messages.success(request, "Published. Schools can plan by it")
        return redirect("lead:year_end", slug)
    context = {
        "part": part,
        "year": this_year(request),
        "form": form if year_end is None else None,
        "year_end": year_end,
        "is_over": year_end is not None and year_end.lapses_on <= today(request),
        "columns": words.ENDING_COLUMNS,
        "rows": [] if year_end is None else words.ending_rows(endings(year_end)),
    }
    return render(request, "lead/year_end.html", context)


@needs(May.KEEP_ACCOUNTS)
@require_POST
def close(request: Asked, slug: str) -> HttpResponse:
    """Carry and let lapse, once."""
    year_end = _year_end(request, _part(request, slug))
    if year_end is None:
        raise Http404
    close_year(by=request.eyes, at=request.now, year_end_id=year_end.pk)
    messages.success(request, "The year is closed: what was left is carried or lapsed")
    return redirect("lead:year_end", slug)


def _part(request: Asked, slug: str) -> ServiceOffer:
    for part in parts_seen(request):
        if part.service.slug == slug:
            return part
    raise Http404


def _year_end(request: Asked, part: ServiceOffer) -> YearEnd | None:
    year = this_year(request).begins_in
    return year_end_of(request.authority.pk, service_id=part.service_id, academic_year=year)


def _published(request: Asked, form: YearEndForm, part: ServiceOffer) -> bool:
    try:
        publish_year_end(
            by=request.eyes,
            at=request.now,
            service=part.service,
            academic_year=this_year(request).begins_in,
            **form.cleaned_data,
        )
    except Refusal as refusal:
        form.add_error("lapses_on", str(refusal))
        return False
    return True
