"""The accounts that closed schools leave behind, and moving them to their successors."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from evenreach.flow.entitlement.successions import Succession, move_account, successions
from evenreach.flow.journal.refusal import Refusal
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked
from evenreach.web.lead import year_words as words
from evenreach.web.lead.accounts import names_of
from evenreach.web.lead.year_forms import SuccessionForm
from evenreach.web.templatetags.evenreach import sessions


@needs(May.KEEP_ACCOUNTS)
@require_safe
def listed(request: Asked) -> HttpResponse:
    """Every account of a closed school that still holds minutes."""
    rows = words.succession_rows(successions(request.authority.pk), names_of(request))
    context = {"columns": words.SUCCESSION_COLUMNS, "rows": rows}
    return render(request, "lead/successions.html", context)


@needs(May.KEEP_ACCOUNTS)
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: Asked, account_id: int) -> HttpResponse:
    """What would move and to whom; moving it takes one step."""
    found = _succession(request, account_id)
    form = SuccessionForm(request.POST or None, successors=found.successors)
    if form.is_valid() and _moved(request, form, found):
        messages.success(request, f"The account of {found.account.school.name} is moved")
        return redirect("lead:successions")
    account = found.account
    context = {
        "school": account.school,
        "service": names_of(request).get(account.service_id, account.service.slug),
        "left": sessions(found.balance),
        "form": form,
    }
    return render(request, "lead/succession.html", context)


def _succession(request: Asked, account_id: int) -> Succession:
    for found in successions(request.authority.pk):
        if found.account.pk == account_id and found.successors:
            return found
    raise Http404


def _moved(request: Asked, form: SuccessionForm, found: Succession) -> bool:
    chosen = form.cleaned_data["successor"]
    successor = next(school for school in found.successors if str(school.pk) == chosen)
    try:
        move_account(
            by=request.eyes,
            at=request.now,
            account=found.account,
            successor=successor,
            why=form.cleaned_data["why"],
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
