"""The API as a whole: its rooms, its description, and what it says when it cannot answer."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from evenreach.web.api import offer, reach, referral, schools
from evenreach.web.api.opening import problem

api = NinjaAPI(
    title="Evenreach: schools and the published offer",
    version="1",
    description=(
        "What a local authority offers to its schools, and the schools on its register. Open data: "
        "read by anyone, without a key. See docs/guides/api.md."
    ),
    docs_url=None,
    openapi_url=None,
)
api.add_router("", schools.router)
api.add_router("", offer.router)
api.add_router("", reach.router)
api.add_router("", referral.router)


def description(request: HttpRequest) -> HttpResponse:
    """The OpenAPI description of every operation."""
    root = reverse("api:description").removesuffix("openapi.json")
    return JsonResponse(api.get_openapi_schema(path_prefix=root))


@api.exception_handler(HttpError)
def refused(request: HttpRequest, refusal: HttpError) -> HttpResponse:
    return problem(str(refusal), refusal.status_code)


@api.exception_handler(ValidationError)
def misasked(request: HttpRequest, faults: ValidationError) -> HttpResponse:
    return problem(" ".join(_sentence(fault) for fault in faults.errors), 422)


def _sentence(fault: dict[str, Any]) -> str:
    """Which parameter is wrong, and what was expected of it."""
    return f"{fault['loc'][-1]}: {fault['msg'][0].lower()}{fault['msg'][1:]}."
