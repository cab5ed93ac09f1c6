"""How a view of the API stands open: to be read by anyone, so often, and kept for a while."""

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import conditional_page

from evenreach.web.access import May, needs
from evenreach.web.api.limits import ANSWERS_A_MINUTE, seconds_to_wait
from evenreach.web.asked import Asked

SECONDS_KEPT = 300
READ = ("GET", "HEAD")
View = Callable[..., HttpResponse]


def opened(view: View, *, takes: Collection[str] = ()) -> View:
    """The view for whoever asks, with the parameters it takes and no other.

    It takes no form, and so none of the keys and tokens of forms: a POST is refused here, as JSON.
    """
    read = conditional_page(view)

    @csrf_exempt
    @needs(May.READ_PUBLIC_PAGES)
    @wraps(view)
    def answered(request: Asked, *args: Any, **kwargs: Any) -> HttpResponse:
        refused = _refusal(request, takes)
        response = refused or _read(read, request, *args, **kwargs)
        if response.status_code in (200, 304):
            patch_cache_control(response, public=True, max_age=SECONDS_KEPT)
        else:
            patch_cache_control(response, no_store=True)
        response["Access-Control-Allow-Origin"] = "*"
        return response

    return answered


def problem(sentence: str, status: int, **headers: str) -> HttpResponse:
    return JsonResponse({"error": sentence}, status=status, headers=headers)


def _refusal(request: Asked, takes: Collection[str]) -> HttpResponse | None:
    if request.method not in READ:
        said = f"{request.method} is not answered here. Expected: GET or HEAD."
        return problem(said, 405, Allow=", ".join(READ))
    if wait := seconds_to_wait(request):
        said = f"An address is answered {ANSWERS_A_MINUTE} times a minute. Ask again in {wait} s."
        return problem(said, 429, **{"Retry-After": str(wait)})
    if unknown := sorted(set(request.GET) - set(takes)):
        expected = ", ".join(takes) or "none"
        return problem(f"There is no parameter {unknown[0]}. Expected: {expected}.", 400)
    return None


def _read(view: View, request: Asked, *args: Any, **kwargs: Any) -> HttpResponse:
    """HEAD is answered as GET is; whoever sends the answer leaves its body out."""
    asked, request.method = request.method, "GET"
    try:
        return view(request, *args, **kwargs)
    finally:
        request.method = asked
