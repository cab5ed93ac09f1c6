"""The yardstick of a page: a view that asks for as many rows by key, and answers with a word."""

from django.http import HttpResponse
from django.urls import include, path
from django.views.decorators.http import require_safe

from evenreach.flow.register.models import School
from evenreach.web.access import May, needs
from evenreach.web.asked import Asked


@needs(May.READ_PUBLIC_PAGES)
@require_safe
def empty(request: Asked, queries: int, urn: int) -> HttpResponse:
    for _ in range(queries):
        School.objects.of(request.authority.pk).filter(urn=urn).values_list("pk").first()
    return HttpResponse("Empty")


urlpatterns = [
    path("empty/<int:queries>/<int:urn>/", empty),
    path("", include("evenreach.config.urls")),
]
