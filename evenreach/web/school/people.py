"""The people of a school: who holds roles, who is invited, and how roles are given and ended."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.inviting import (
    Wanted,
    invite,
    resend_invitation,
    withdraw_invitation,
)
from evenreach.flow.people.models import RoleGrant, RoleInvitation
from evenreach.flow.people.queries import may_grant_at, open_role_invitations, school_grants
from evenreach.flow.people.school_roles import Place, demand_may_grant, end_role, hand_over
from evenreach.flow.register.models import School
from evenreach.flow.register.queries import own_schools, school_by_urn
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked, today
from evenreach.web.links import new_join_link
from evenreach.web.school import people_words as words
from evenreach.web.school.people_forms import EndForm, HandOverForm, InviteForm
from evenreach.web.templatetags.evenreach import date_gov

METHODS = ["GET", "HEAD", "POST"]


@needs(May.SEE_SCHOOL_PEOPLE)
@require_safe
def schools(request: Asked) -> HttpResponse:
    """The people of the one school, or a choice of schools; a lead finds any."""
    own = list(own_schools(request.eyes))
    if len(own) == 1:
        return redirect("school:people_of", own[0].urn)
    if not own:
        return redirect("lead:people")
    return render(request, "school/people_schools.html", {"schools": own})


@needs(May.SEE_SCHOOL_PEOPLE)
@require_safe
def people(request: Asked, urn: int) -> HttpResponse:
    """Who holds roles at a school, and who is invited to one."""
    school, on = _school(request, urn), today(request)
    may_grant = may_grant_at(request.eyes, urn, on=on)
    held = school_grants(request.authority.pk, urn, on=on)
    invited = open_role_invitations(request.authority.pk, urn)
    context = {
        "school": school,
        "may_grant": may_grant,
        "people": words.people_rows(held, may_grant=may_grant),
        "invitations": words.invitation_rows(invited, now=request.now, may_grant=may_grant),
    }
    return render(request, "school/people.html", context)


@needs(May.SEE_SCHOOL_PEOPLE)
@require_http_methods(METHODS)
def new(request: Asked, urn: int) -> HttpResponse:
    """Invite somebody; who signs in already holds the role at once."""
    school = _school(request, urn)
    demand_may_grant(request.eyes, urn, on=today(request))
    form = InviteForm(request.POST or None)
    if form.is_valid():
        wanted = Wanted(place=_place(school), **form.cleaned_data)
        if _invited(request, form, wanted):
            return redirect("school:people_of", urn)
    return render(request, "school/people_invite.html", {"school": school, "form": form})


@needs(May.SEE_SCHOOL_PEOPLE)
@require_http_methods(METHODS)
def end(request: Asked, urn: int, grant_id: int) -> HttpResponse:
    """Choose the day from which somebody acts for the school no more."""
    school, grant = _granting(request, urn, grant_id)
    form = EndForm(request.POST or None, initial={"ends_on": today(request)})
    if form.is_valid() and _ended(request, form, grant):
        return redirect("school:people_of", urn)
    context = {"school": school, "grant": grant, "form": form}
    return render(request, "school/people_end.html", context)


@needs(May.SEE_SCHOOL_PEOPLE)
@require_http_methods(METHODS)
def over(request: Asked, urn: int, grant_id: int) -> HttpResponse:
    """Let somebody take a role over: it ends for one when it begins for the other."""
    school, grant = _granting(request, urn, grant_id)
    held = school_grants(request.authority.pk, urn, on=today(request))
    colleagues = {each.person_id: each.person for each in held if each.person.is_active}
    colleagues.pop(grant.person_id, None)
    form = HandOverForm(request.POST or None, colleagues=list(colleagues.values()))
    if form.is_valid() and _handed_over(request, form, school, grant):
        return redirect("school:people_of", urn)
    context = {"school": school, "grant": grant, "form": form}
    return render(request, "school/people_hand_over.html", context)


@needs(May.SEE_SCHOOL_PEOPLE)
@require_http_methods(METHODS)
def invitation(request: Asked, urn: int, invitation_id: int) -> HttpResponse:
    """Send an open invitation again, or take it back."""
    school = _school(request, urn)
    demand_may_grant(request.eyes, urn, on=today(request))
    if request.method == "POST":
        _settle(request, school, invitation_id)
        return redirect("school:people_of", urn)
    shown: RoleInvitation = open_role_invitations(request.authority.pk, urn).get(pk=invitation_id)
    context = {"school": school, "shown": shown, "state": words.state_of(shown, now=request.now)}
    return render(request, "school/people_invitation.html", context)


def _school(request: Asked, urn: int) -> School:
    if urn not in request.eyes.urns and not request.eyes.is_authority_lead:
        raise Http404
    return school_by_urn(request.authority.pk, urn)


def _place(school: School) -> Place:
    return Place(school.urn, school.name)


def _granting(request: Asked, urn: int, grant_id: int) -> tuple[School, RoleGrant]:
    """A role held at the school, for whoever may end it."""
    school = _school(request, urn)
    demand_may_grant(request.eyes, urn, on=today(request))
    return school, school_grants(request.authority.pk, urn, on=today(request)).get(pk=grant_id)


def _invited(
    request: Asked,
    form: InviteForm | HandOverForm,
    wanted: Wanted,
    takes_over_id: int | None = None,
) -> bool:
    """Whether it was done; if not, the form says why."""
    try:
        done = invite(
            by=request.eyes,
            at=request.now,
            wanted=wanted,
            link=new_join_link(request),
            takes_over_id=takes_over_id,
        )
    except Refusal as refusal:
        form.add_error("email", str(refusal))
        return False
    messages.success(
        request,
        f"Invitation sent to {done.email}"
        if isinstance(done, RoleInvitation)
        else f"{done.person.name} signs in here already and holds the role from today",
    )
    return True


def _ended(request: Asked, form: EndForm, grant: RoleGrant) -> bool:
    ends_on = form.cleaned_data["ends_on"]
    try:
        end_role(
            by=request.eyes,
            at=request.now,
            urn=grant.urn or 0,
            grant_id=grant.pk,
            ends_on=ends_on,
        )
    except Refusal as refusal:
        form.add_error("ends_on", str(refusal))
        return False
    messages.success(request, f"The role of {grant.person.name} ends on {date_gov(ends_on)}")
    return True


def _handed_over(request: Asked, form: HandOverForm, school: School, grant: RoleGrant) -> bool:
    if form.is_newcomer:
        name, email = form.cleaned_data["name"], form.cleaned_data["email"]
        wanted = Wanted(_place(school), name, email, grant.title)
        return _invited(request, form, wanted, takes_over_id=grant.pk)
    taken = hand_over(
        by=request.eyes,
        at=request.now,
        place=_place(school),
        grant_id=grant.pk,
        person_id=int(form.cleaned_data["successor"]),
    )
    messages.success(request, f"{taken.person.name} is {taken.title} from today")
    return True


def _settle(request: Asked, school: School, invitation_id: int) -> None:
    if request.POST.get("decision") == "withdraw":
        taken_back = withdraw_invitation(
            by=request.eyes, at=request.now, urn=school.urn, invitation_id=invitation_id
        )
        messages.success(request, f"Invitation of {taken_back.name} withdrawn. Its link is dead")
        return
    sent = resend_invitation(
        by=request.eyes,
        at=request.now,
        place=_place(school),
        invitation_id=invitation_id,
        link=new_join_link(request),
    )
    messages.success(request, f"A new link was sent to {sent.email}. The old one is dead")
