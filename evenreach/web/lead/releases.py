"""What the authority has published as tables, publishing reach, and which numbers are small."""

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from evenreach.desks.publishing.reach_table import reach_table
from evenreach.desks.publishing.release_models import Release
from evenreach.desks.publishing.release_queries import releases_of, thresholds_of
from evenreach.desks.publishing.releases import release, set_small_numbers
from evenreach.flow.journal.refusal import Refusal
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked, this_year, today
from evenreach.web.lead import release_words as words
from evenreach.web.lead.release_forms import ReleaseReachForm, SmallNumbersForm


@needs(May.PUBLISH_TABLES)
@require_safe
def releases(request: Asked) -> HttpResponse:
    """The register of releases: what left, when, by whom, and what was hidden."""
    found = releases_of(request.authority.pk)
    context = {
        "columns": words.COLUMNS,
        "rows": words.release_rows(found),
        "year": this_year(request),
        "small": words.small_numbers(thresholds_of(request.authority.pk)),
    }
    return render(request, "lead/releases.html", context)


@needs(May.PUBLISH_TABLES)
@require_http_methods(["GET", "HEAD", "POST"])
def publish_reach(request: Asked) -> HttpResponse:
    """Send the reach of the year to date through the gate, and so to everybody."""
    year = this_year(request)
    form = ReleaseReachForm(request.POST or None, first=year.starts_on, today=today(request))
    released = _release(request, form) if form.is_valid() else None
    if released is not None:
        messages.success(request, words.published(released))
        return redirect("lead:releases")
    return render(request, "lead/release_reach.html", {"form": form, "year": year})


@needs(May.PUBLISH_TABLES)
@require_http_methods(["GET", "HEAD", "POST"])
def small_numbers(request: Asked) -> HttpResponse:
    """Below which numbers nothing is shown from now on."""
    held = asdict(thresholds_of(request.authority.pk))
    form = SmallNumbersForm(request.POST or None, initial=held)
    if form.is_valid():
        try:
            set_small_numbers(by=request.eyes, at=request.now, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The numbers are saved. They hold for what leaves from now")
            return redirect("lead:releases")
    return render(request, "lead/small_numbers.html", {"form": form})


def _release(request: Asked, form: ReleaseReachForm) -> Release | None:
    """The release, or None with the refusal on the form."""
    until = form.cleaned_data["until"]
    table = reach_table(request.authority.pk, year=this_year(request), until=until)
    try:
        return release(by=request.eyes, at=request.now, outgoing=table)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return None
