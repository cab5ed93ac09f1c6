"""Any school's accounts, for the authority lead: decisions with reasons, appeals, corrections."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from evenreach.flow.entitlement.decisions import correct, corrected_minutes, record_appeal
from evenreach.flow.entitlement.kinds import CORRECTABLE, EntryKind
from evenreach.flow.entitlement.models import Account, LedgerEntry
from evenreach.flow.entitlement.queries import accounts_of, ledger_of
from evenreach.flow.entitlement.year_queries import appeals_of, entries_of_year, entry_in_authority
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.register.models import School
from evenreach.flow.register.queries import school_by_urn
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked, this_year, today
from evenreach.web.lead import year_words as words
from evenreach.web.lead.year import parts_seen
from evenreach.web.lead.year_forms import AppealForm, CorrectionForm
from evenreach.web.templatetags.evenreach import sessions
from evenreach.web.templatetags.ledger import kind_in_words, signed

METHODS = ["GET", "HEAD", "POST"]
DECIDED = (EntryKind.ADJUST, EntryKind.RETURN, EntryKind.CORRECTION)


@needs(May.KEEP_ACCOUNTS)
@require_safe
def decisions(request: Asked) -> HttpResponse:
    """What was added, given back and corrected this year, and every appeal, with reasons."""
    mine, year = request.authority.pk, this_year(request)
    entries = entries_of_year(mine, academic_year=year.begins_in, kinds=DECIDED)
    appeals = appeals_of(mine, academic_year=year.begins_in)
    context = {
        "year": year,
        "decision_columns": words.DECISION_COLUMNS,
        "decision_rows": words.decision_rows(entries, names_of(request)),
        "appeal_columns": words.APPEAL_COLUMNS,
        "appeal_rows": words.appeal_rows(appeals, names_of(request)),
    }
    return render(request, "lead/year_decisions.html", context)


@needs(May.KEEP_ACCOUNTS)
@require_safe
def school(request: Asked, urn: int) -> HttpResponse:
    """A school's accounts of the year, every entry, with ways to put one right."""
    found, accounts = _accounts(request, urn)
    names = names_of(request)
    shown = [
        {
            "id": f"{account.service.slug}{'-bought' if account.is_bought else ''}",
            "caption": words.account_name(account, names),
            "rows": words.entry_rows(ledger_of(request.eyes, account)),
        }
        for account in accounts
    ]
    context = {
        "year": this_year(request),
        "school": found,
        "accounts": shown,
        "columns": words.ENTRY_COLUMNS,
    }
    return render(request, "lead/year_school.html", context)


@needs(May.KEEP_ACCOUNTS)
@require_http_methods(METHODS)
def appeal(request: Asked, urn: int) -> HttpResponse:
    """Record what was decided on a school's appeal."""
    found, accounts = _accounts(request, urn)
    names = names_of(request)
    accounts = [each for each in accounts if not each.is_bought]
    choices = [(str(each.pk), words.account_name(each, names)) for each in accounts]
    form = AppealForm(request.POST or None, accounts=choices, on=today(request))
    by_id = {str(account.pk): account for account in accounts}
    if form.is_valid() and _decided(request, form, by_id):
        messages.success(request, f"The decision on the appeal of {found.name} is recorded")
        return redirect("lead:year_school", urn)
    context = {"school": found, "form": form, "accounts": accounts}
    return render(request, "lead/year_appeal.html", context)


@needs(May.KEEP_ACCOUNTS)
@require_http_methods(METHODS)
def correction(request: Asked, entry_id: int) -> HttpResponse:
    """Put one entry right."""
    entry = entry_in_authority(request.authority.pk, entry_id)
    if entry.kind not in CORRECTABLE:
        raise Http404
    form = CorrectionForm(request.POST or None)
    if form.is_valid() and _corrected(request, form, entry):
        messages.success(request, "The entry is corrected, with your reason")
        return redirect("lead:year_school", entry.account.school.urn)
    context = {
        "entry": entry,
        "words": kind_in_words(entry),
        "minutes": signed(entry.minutes),
        "stands": sessions(corrected_minutes(entry)),
        "form": form,
    }
    return render(request, "lead/year_correct.html", context)


def names_of(request: Asked) -> dict[int, str]:
    """The names of this year's services by id."""
    return {part.service_id: part.name for part in parts_seen(request)}


def _accounts(request: Asked, urn: int) -> tuple[School, list[Account]]:
    found = school_by_urn(request.authority.pk, urn)
    year = this_year(request).begins_in
    return found, list(accounts_of(request.eyes, academic_year=year, urn=urn))


def _decided(request: Asked, form: AppealForm, accounts: dict[str, Account]) -> bool:
    given: dict[str, Any] = dict(form.cleaned_data)
    account = accounts[given.pop("account")]
    try:
        record_appeal(by=request.eyes, at=request.now, account=account, **given)
    except Refusal as refusal:
        form.add_error("minutes", str(refusal))
        return False
    return True


def _corrected(request: Asked, form: CorrectionForm, entry: LedgerEntry) -> bool:
    try:
        correct(by=request.eyes, at=request.now, entry=entry, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error("minutes", str(refusal))
        return False
    return True
