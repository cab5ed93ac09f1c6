from django.urls import path

from evenreach.web import years  # noqa: F401 (registers the converter)
from evenreach.web.school import (
    asking,
    consultation,
    entitlement,
    following,
    minutes,
    people,
    sending,
    start,
    visiting,
)

app_name = "school"
CONSULTATION = "<int:urn>/consultation/<int:consultation_id>/"
urlpatterns = [
    path("", start.start, name="start"),
    path("<int:urn>/entitlement/", entitlement.entitlement, name="entitlement"),
    path(
        "<int:urn>/entitlement/<year:academic_year>/",
        entitlement.entitlement,
        name="entitlement",
    ),
    path("<int:urn>/account/", minutes.account, name="account"),
    path("accounts/<int:account_id>/give-back/", minutes.give_back, name="give_back"),
    path("accounts/<int:account_id>/offer/", minutes.offer, name="offer_minutes"),
    path("transfers/<int:transfer_id>/", minutes.transfer, name="transfer"),
    path("consultation/", consultation.consultations, name="consultations"),
    path(CONSULTATION, consultation.consultation, name="consultation"),
    path(f"{CONSULTATION}<str:letter>/", consultation.working, name="consultation_working"),
    path("people/", people.schools, name="people"),
    path("<int:urn>/people/", people.people, name="people_of"),
    path("<int:urn>/people/invite/", people.new, name="people_invite"),
    path("<int:urn>/people/<int:grant_id>/end/", people.end, name="people_end"),
    path("<int:urn>/people/<int:grant_id>/hand-over/", people.over, name="people_hand_over"),
    path(
        "<int:urn>/people/invitations/<int:invitation_id>/",
        people.invitation,
        name="people_invitation",
    ),
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
