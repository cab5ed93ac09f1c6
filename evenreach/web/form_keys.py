"""A form has its effect once: its key commits together with what it did."""

from collections.abc import Callable
from typing import Any, Self
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import HttpResponse, HttpResponseRedirect

from evenreach.flow.journal.models import SubmittedForm
from evenreach.web import errors


def may_be_repeated(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a view whose POST takes no key, because the same one twice leaves what one leaves."""
    view.may_be_repeated = True  # type: ignore[attr-defined]
    return view


class FormKeys:
    """The key of the form being answered; kept if the answer is a redirect, else given back."""

    def __init__(self, row: SubmittedForm) -> None:
        self.row = row

    @classmethod
    def claim(cls, request: Any) -> HttpResponse | None:
        """Claim the request's key, or answer as the first sending of the same form was answered.

        A second sender of the same key waits in the database until the first has finished.
        """
        try:
            key = UUID(request.POST.get("form_key", ""))
        except ValueError:
            return errors.stale_form(request)
        try:
            with transaction.atomic():
                request.form_key = cls._inserted(request, key)
        except IntegrityError:
            return cls._repeated(request, key)
        return None

    @classmethod
    def _inserted(cls, request: Any, key: UUID) -> Self:
        return cls(
            SubmittedForm.objects.create(
                authority_id=request.authority.pk,
                key=key,
                person_id=request.eyes.person_id,
                path=request.path,
            )
        )

    @staticmethod
    def _repeated(request: Any, key: UUID) -> HttpResponse:
        first = SubmittedForm.objects.of(request.authority.pk).get(key=key)
        if (first.person_id, first.path) != (request.eyes.person_id, request.path):
            return errors.stale_form(request)
        return HttpResponseRedirect(first.location)

    def settle(self, response: HttpResponse) -> None:
        if response.status_code >= 500:
            return
        if response.status_code in (302, 303):
            self.row.location = response["Location"]
            self.row.save(update_fields=["location"])
        else:
            self.row.delete()
