from django.urls import URLPattern, path

from evenreach.web.api.description import api, description
from evenreach.web.api.opening import opened
from evenreach.web.api.referral import ServicesAsked
from evenreach.web.api.schools import SchoolsAsked

TAKES = {
    "schools": tuple(SchoolsAsked.model_fields),
    "referral_services": tuple(ServicesAsked.model_fields),
}
app_name = "api"


def _first_version(pattern: URLPattern) -> URLPattern:
    """A path of the API below the number of its version."""
    name = str(pattern.name)
    view = opened(pattern.callback, takes=TAKES.get(name, ()))
    return path(f"v1/{pattern.pattern}", view, name=name)


urlpatterns = [
    path("v1/openapi.json", opened(description), name="description"),
    *(
        _first_version(pattern)
        for pattern in api.urls[0]
        if isinstance(pattern, URLPattern) and pattern.name != "api-root"
    ),
]
