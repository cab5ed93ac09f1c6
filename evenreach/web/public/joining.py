"""Accepting a role at a school by the link of an invitation.

Programs that read mail open every link in it, so opening one changes nothing: going on from it is
a sent form, and that is when the invitation counts as seen.
"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.people.accepting import (
    UNKNOWN,
    LinkNotUsable,
    accept_invitation,
    see_invitation,
    usable_invitation,
)
from evenreach.flow.people.models import RoleInvitation
from evenreach.flow.people.queries import person_at
from evenreach.flow.register.queries import school_by_urn
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked
from evenreach.web.forms import Form
from evenreach.web.links import leave_token, token_left
from evenreach.web.public.join_forms import PasswordForm

COOKIE = "join"
METHODS = ["GET", "HEAD", "POST"]
GONE = 410


@needs(May.JOIN)
@require_http_methods(METHODS)
@never_cache
def link(request: Asked, token: str) -> HttpResponse:
    """Where the link leads: going on from it exchanges it for a cookie."""
    try:
        if request.method != "POST":
            return _shown(request, _usable(request, token), "public/join_link.html")
        see_invitation(authority_id=request.authority.pk, at=request.now, token=token)
    except LinkNotUsable as refusal:
        return _closed(request, refusal)
    response = redirect("join")
    leave_token(response, token, cookie=COOKIE, path=reverse("join"))
    return response


@needs(May.JOIN)
@require_http_methods(METHODS)
@never_cache
def join(request: Asked) -> HttpResponse:
    """Choose a password, or accept as the person who is signed in; then the role is held."""
    token = token_left(request, cookie=COOKIE) or ""
    try:
        invitation = _usable(request, token)
        form = _form(request, invitation)
        if request.method == "POST" and form.is_valid():
            return _accepted(request, token, form)
    except Refusal as refusal:
        return _closed(request, refusal)
    return _shown(request, invitation, "public/join.html", form)


def _usable(request: Asked, token: str) -> RoleInvitation:
    if not token:
        raise LinkNotUsable(UNKNOWN)
    return usable_invitation(request.authority.pk, at=request.now, token=token)


def _form(request: Asked, invitation: RoleInvitation) -> Form:
    """Who signs in already has a password."""
    if person_at(request.authority.pk, invitation.email) is not None:
        return Form(request.POST or None)
    return PasswordForm(request.POST or None, name=invitation.name, email=invitation.email)


def _accepted(request: Asked, token: str, form: Form) -> HttpResponse:
    grant = accept_invitation(
        authority_id=request.authority.pk,
        at=request.now,
        token=token,
        password=form.cleaned_data.get("password"),
        signed_in_id=request.eyes.person_id,
    )
    is_signed_in = request.eyes.person_id == grant.person_id
    done = "You hold the role from today" if is_signed_in else "Your account is ready. Sign in"
    messages.success(request, done)
    response = redirect("school:start" if is_signed_in else "account_login")
    response.delete_cookie(COOKIE, path=reverse("join"), samesite="Lax")
    return response


def _shown(
    request: Asked, invitation: RoleInvitation, template: str, form: Form | None = None
) -> HttpResponse:
    person = person_at(request.authority.pk, invitation.email)
    school = school_by_urn(request.authority.pk, invitation.urn)
    context = {
        "invitation": invitation,
        "school": school,
        "form": form,
        "rows": [
            {"key": "School", "value": school.name},
            {"key": "Role", "value": invitation.title},
            {"key": "Name", "value": invitation.name},
            {"key": "Email address", "value": invitation.email},
        ],
        "must_sign_in": person is not None and person.pk != request.eyes.person_id,
    }
    return render(request, template, context)


def _closed(request: Asked, refusal: Refusal) -> HttpResponse:
    return render(request, "public/join_closed.html", {"refusal": str(refusal)}, status=GONE)
