"""A school's account: every entry of it, giving minutes back, and transfers to other schools."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from evenreach.flow.entitlement.deciding import decides_for
from evenreach.flow.entitlement.decisions import give_back as give_minutes_back
from evenreach.flow.entitlement.models import Account
from evenreach.flow.entitlement.queries import accounts_of, ledger_of
from evenreach.flow.entitlement.transfers import (
    agree_transfer,
    decline_transfer,
    offer_minutes,
    withdraw_transfer,
)
from evenreach.flow.entitlement.year_queries import partners_of, transfer_seen_by, transfers_seen_by
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.register.models import School
from evenreach.flow.register.queries import school_by_urn
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked, this_year
from evenreach.web.school import minutes_words as words
from evenreach.web.school.minutes_forms import GiveBackForm, OfferForm
from evenreach.web.school.overview import service_names
from evenreach.web.templatetags.ledger import LEDGER_COLUMNS

METHODS = ["GET", "HEAD", "POST"]
DECISIONS = {
    "agree": (agree_transfer, "The minutes are yours"),
    "decline": (decline_transfer, "The offer is declined, and the minutes are the other school’s"),
    "withdraw": (withdraw_transfer, "The offer is withdrawn, and the minutes are yours again"),
}


@needs(May.ASK_FOR_VISITS)
@require_safe
def account(request: Asked, urn: int) -> HttpResponse:
    """Every entry of the school's accounts this year, and what can be done with them."""
    school, year = _own(request, urn), this_year(request)
    names = service_names(request.eyes, year.begins_in)
    found = accounts_of(request.eyes, academic_year=year.begins_in, urn=urn)
    offers = transfers_seen_by(request.eyes).filter(giver__academic_year=year.begins_in)
    context = {
        "school": school,
        "year": year,
        "accounts": [words.shown(each, ledger_of(request.eyes, each), names) for each in found],
        "columns": LEDGER_COLUMNS,
        "may_decide": decides_for(request.eyes, school, at=request.now),
        "has_partners": partners_of(request.authority.pk, school).exists(),
        "offer_columns": words.OFFER_COLUMNS,
        "offers": words.offer_rows(words.of_school(offers, school), names),
    }
    return render(request, "school/account.html", context)


@needs(May.ASK_FOR_VISITS)
@require_http_methods(METHODS)
def give_back(request: Asked, account_id: int) -> HttpResponse:
    """Give minutes that are not needed to the pool of their service."""
    found = _own_account(request, account_id)
    form = GiveBackForm(request.POST or None)
    if form.is_valid() and _given_back(request, form, found):
        messages.success(request, "The minutes are given back to the pool. Thank you")
        return redirect("school:account", found.school.urn)
    context = words.form_context(request.eyes, found) | {"form": form}
    return render(request, "school/give_back.html", context)


@needs(May.ASK_FOR_VISITS)
@require_http_methods(METHODS)
def offer(request: Asked, account_id: int) -> HttpResponse:
    """Offer minutes to a school of the partnership."""
    found = _own_account(request, account_id)
    partners = list(partners_of(request.authority.pk, found.school))
    form = OfferForm(request.POST or None, schools=partners)
    if form.is_valid() and _offered(request, form, found, partners):
        messages.success(request, "Offered. The minutes are set aside until the school answers")
        return redirect("school:account", found.school.urn)
    context = words.form_context(request.eyes, found) | {"form": form, "partners": partners}
    return render(request, "school/offer_minutes.html", context)


@needs(May.ASK_FOR_VISITS)
@require_http_methods(METHODS)
def transfer(request: Asked, transfer_id: int) -> HttpResponse:
    """An offer: the school that was asked agrees or declines, the other may withdraw it."""
    found = transfer_seen_by(request.eyes, transfer_id)
    own = found.taker.school if found.taker.school.urn in request.eyes.urns else found.giver.school
    if request.method == "POST":
        if request.POST.get("decision") not in DECISIONS:
            raise Http404
        act, sentence = DECISIONS[request.POST["decision"]]
        act(by=request.eyes, at=request.now, transfer_id=transfer_id)
        messages.success(request, sentence)
        return redirect("school:account", own.urn)
    names = service_names(request.eyes, found.giver.academic_year)
    context = words.transfer_context(request.eyes, found, names, at=request.now) | {"school": own}
    return render(request, "school/transfer.html", context)


def _own(request: Asked, urn: int) -> School:
    if urn not in request.eyes.urns:
        raise Http404
    return school_by_urn(request.authority.pk, urn)


def _own_account(request: Asked, account_id: int) -> Account:
    """An account of one of the person's schools, this year's."""
    for urn in request.eyes.urns:
        year = this_year(request).begins_in
        for found in accounts_of(request.eyes, academic_year=year, urn=urn):
            if found.pk == account_id and not found.is_bought:
                return found
    raise Http404


def _given_back(request: Asked, form: GiveBackForm, found: Account) -> bool:
    try:
        give_minutes_back(by=request.eyes, at=request.now, account=found, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error("minutes", str(refusal))
        return False
    return True


def _offered(request: Asked, form: OfferForm, found: Account, partners: list[School]) -> bool:
    given = form.cleaned_data
    to = next(school for school in partners if str(school.pk) == given["school"])
    try:
        offer_minutes(
            by=request.eyes,
            at=request.now,
            giver=found,
            to=to,
            minutes=given["minutes"],
            why=given["why"],
        )
    except Refusal as refusal:
        form.add_error("minutes", str(refusal))
        return False
    return True
