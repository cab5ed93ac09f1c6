from django.urls import path

from evenreach.web import years  # noqa: F401 (registers the converter)
from evenreach.web.school import (
    along,
    answering_back,
    asking,
    attaching,
    bought,
    consent,
    consultation,
    entitlement,
    following,
    minutes,
    people,
    reviewing,
    sending,
    start,
    visiting,
    writing,
)
from evenreach.web.school.pages import PAGES

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
    *(
        path(f"requests/<int:request_id>/{page.path}/", writing.page_view(name), name=name)
        for name, page in PAGES.items()
    ),
    path("requests/<int:request_id>/<slug:page>/save/", writing.save, name="save"),
    path("requests/<int:request_id>/attachment/", attaching.attachment, name="attachment"),
    path(
        "requests/<int:request_id>/attachment/<int:document_id>/remove/",
        attaching.remove,
        name="attachment_remove",
    ),
    path(
        "requests/<int:request_id>/documents/<int:document_id>/",
        attaching.document,
        name="document",
    ),
    path("requests/<int:request_id>/consent/", consent.consent, name="consent"),
    path("requests/<int:request_id>/consent/ask/", consent.ask, name="consent_ask"),
    path("requests/<int:request_id>/consent/news/", consent.news, name="consent_news"),
    path("requests/<int:request_id>/check/", sending.check, name="check"),
    path("requests/<int:request_id>/sent/", sending.sent, name="sent"),
    path("requests/<int:request_id>/", following.request, name="request"),
    path("requests/<int:request_id>/bought/", bought.bought, name="bought"),
    path("requests/<int:request_id>/along/", along.along, name="along"),
    path("requests/<int:request_id>/review/", reviewing.review, name="review"),
    path("requests/<int:request_id>/more/", answering_back.more, name="more"),
    path("requests/<int:request_id>/withdraw/", answering_back.withdraw, name="withdraw"),
    path("visits/<int:visit_id>/confirm/", visiting.confirm, name="confirm"),
    path("visits/<int:visit_id>/move/", visiting.move, name="move"),
    path("visits/<int:visit_id>/prepare/", visiting.prepare, name="prepare"),
]
