from django.urls import path

from evenreach.web.school import asking, entitlement, following, sending, start, visiting

app_name = "school"
urlpatterns = [
    path("", start.start, name="start"),
    path("<int:urn>/entitlement/", entitlement.entitlement, name="entitlement"),
    path("<int:urn>/ask/", asking.new, name="new"),
    path("requests/<int:request_id>/learner/", asking.learner, name="learner"),
    path("requests/<int:request_id>/concern/", asking.concern, name="concern"),
    path("requests/<int:request_id>/approach/", asking.approach, name="approach"),
    path("requests/<int:request_id>/views/", asking.views, name="views"),
    path("requests/<int:request_id>/consent/", asking.consent, name="consent"),
    path("requests/<int:request_id>/check/", sending.check, name="check"),
    path("requests/<int:request_id>/sent/", sending.sent, name="sent"),
    path("requests/<int:request_id>/", following.request, name="request"),
    path("visits/<int:visit_id>/confirm/", visiting.confirm, name="confirm"),
    path("visits/<int:visit_id>/move/", visiting.move, name="move"),
]
