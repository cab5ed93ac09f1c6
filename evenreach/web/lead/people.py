"""The people of any school, and inviting those of many schools from one list."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from evenreach.flow.people.inviting import invite_all
from evenreach.flow.register.faults import FileRefused
from evenreach.flow.register.models import School
from evenreach.flow.register.queries import school_by_urn
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked
from evenreach.web.lead import contact_list
from evenreach.web.lead.list_faults import faults_page
from evenreach.web.lead.people_forms import LIST_NAME, ConfirmForm, ContactListForm, FindForm
from evenreach.web.links import new_join_link
from evenreach.web.words import SCHOOL_TITLES

NEXT_STEP = (
    "Nobody was invited. Mend these lines and send the whole list again: who is invited already "
    "is not asked twice."
)


@needs(May.ONBOARD_SCHOOLS)
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: Asked) -> HttpResponse:
    """Find a school's people, or see what a contact list would do."""
    if request.method == "POST":
        form = ContactListForm(request.POST, request.FILES)
        return _preview(request, form) if form.is_valid() else _start(request, form)
    find = FindForm(request.GET if "urn" in request.GET else None)
    if find.is_valid():
        urn = find.cleaned_data["urn"]
        if _is_known(request, urn):
            return redirect("school:people_of", urn)
        find.add_error("urn", f"No school here has the URN {urn}. Check it on the register")
    return _start(request, ContactListForm(), find)


@needs(May.ONBOARD_SCHOOLS)
@require_POST
def invite_listed(request: Asked) -> HttpResponse:
    """Invite everyone of a previewed list, or nobody."""
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        return redirect("lead:people")
    text = form.cleaned_data["listed"]
    try:
        rows = contact_list.planned(request.authority.pk, text.encode(), LIST_NAME, at=request.now)
    except FileRefused as refused:
        return _faults(request, refused)
    wanted = [(row.wanted, new_join_link(request)) for row in rows]
    done = invite_all(by=request.eyes, at=request.now, wanted=wanted)
    people = "person" if len(done) == 1 else "people"
    messages.success(request, f"{len(done)} {people} of the list invited or given a role")
    return redirect("lead:people")


def _is_known(request: Asked, urn: int) -> bool:
    try:
        school_by_urn(request.authority.pk, urn)
    except School.DoesNotExist:
        return False
    return True


def _start(request: Asked, form: ContactListForm, find: FindForm | None = None) -> HttpResponse:
    context = {"form": form, "find": find or FindForm(), "titles": SCHOOL_TITLES}
    return render(request, "lead/people.html", context)


def _preview(request: Asked, form: ContactListForm) -> HttpResponse:
    try:
        rows = contact_list.planned(request.authority.pk, *form.list_given, at=request.now)
    except FileRefused as refused:
        return _faults(request, refused)
    context = {
        "columns": contact_list.PREVIEW_COLUMNS,
        "rows": contact_list.preview_rows(rows),
        "new_count": sum(row.is_new for row in rows),
        "form": ConfirmForm(initial={"listed": contact_list.as_text(rows)}),
    }
    return render(request, "lead/people_preview.html", context)


def _faults(request: Asked, refused: FileRefused) -> HttpResponse:
    return faults_page(
        request,
        refused,
        back=reverse("lead:people"),
        back_text="The people of schools",
        next_step=NEXT_STEP,
    )
