"""Around every page: one transaction for one authority, one guard, one effect per form."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from evenreach.flow.journal.actions import write_line
from evenreach.flow.journal.refusal import Refusal
from evenreach.flow.journal.scope import acting_for, name_actor
from evenreach.flow.people.eyes import Eyes, eyes_of
from evenreach.flow.people.queries import authority_at, time_at
from evenreach.web import errors
from evenreach.web.access import May, permission_of
from evenreach.web.form_keys import FormKeys

Answer = Callable[[HttpRequest], HttpResponse]


def one_transaction(answer: Answer) -> Answer:
    """The whole request in one transaction that sees one authority; a failure keeps nothing."""

    def answered(request: Any) -> HttpResponse:
        authority = authority_at(request.get_host().partition(":")[0])
        if authority is None or authority.demonstration != settings.DEMONSTRATION:
            return errors.no_authority(request)
        request.authority = authority
        request.now = time_at(authority, real=timezone.now())
        request.eyes = Eyes(authority_id=authority.pk)
        with acting_for(authority.pk):
            response = answer(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response

    return answered


class Guard:
    """Lets a view run for whoever holds its permission, once per submitted form."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: Any) -> HttpResponse:
        request.form_key = None
        response = self.answer(request)
        if request.form_key is not None:
            request.form_key.settle(response)
        if request.user.is_authenticated and "Cache-Control" not in response:
            response["Cache-Control"] = "private, no-store"
        return response

    def process_view(
        self, request: Any, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        permission = permission_of(view)
        if request.user.is_authenticated:
            request.eyes = eyes_of(request.user, on=timezone.localdate(request.now))
            name_actor(request.user.pk)
        if permission is None or not permission.is_given_to(request.eyes):
            return self._refuse(request, permission)
        if request.method == "POST" and _takes_forms(view, permission):
            return FormKeys.claim(request)
        return None

    def process_exception(self, request: Any, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refusal):
            return errors.refused(request, exception)
        if isinstance(exception, ObjectDoesNotExist):
            return errors.not_found(request, exception)
        return None

    def _refuse(self, request: Any, permission: May | None) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect(f"{errors.sign_in_address()}?next={request.path}")
        write_line(
            authority_id=request.authority.pk,
            at=request.now,
            actor_id=request.user.pk,
            actor_name=request.user.name,
            verb=f"refused: {request.method} {request.path}",
            table="flow_person",
            row_id=request.user.pk,
            why="" if permission is None else f"may not {permission.words}",
        )
        return errors.forbidden(request)


def _takes_forms(view: Callable[..., Any], permission: May) -> bool:
    """Signing in has no key; what needs no token either refuses every POST (the API).

    Nor has a view that may be repeated.
    """
    exempt = getattr(view, "csrf_exempt", False) or getattr(view, "may_be_repeated", False)
    return permission is not May.SIGN_IN and not exempt
