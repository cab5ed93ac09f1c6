from allauth.account.views import login, logout
from django.urls import include, path
from django.views.decorators.http import require_http_methods

from evenreach.web.access import May, needs
from evenreach.web.public import (
    authority,
    decisions,
    joining,
    mail_choices,
    offer,
    pages,
    partnership,
    reach,
    reading,
    schools,
)

FORM_ONLY = require_http_methods(["GET", "HEAD", "POST"])

urlpatterns = [
    path("", pages.home, name="home"),
    path("brand.css", pages.brand_stylesheet, name="brand_stylesheet"),
    path("brand/<str:digest>.png", pages.brand_logo, name="brand_logo"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("text-size/", reading.text_size, name="text_size"),
    path("send-page/<str:signed>/", reading.send_page, name="send_page"),
    path("start/", pages.start, name="start"),
    path("start/mail/", mail_choices.choices, name="mail_choices"),
    path("sign-in/", needs(May.SIGN_IN)(FORM_ONLY(login)), name="account_login"),
    path("sign-out/", needs(May.SIGN_IN)(FORM_ONLY(logout)), name="account_logout"),
    path("join/", joining.join, name="join"),
    path("join/<str:token>/", joining.link, name="join_link"),
    path("offer/", offer.services, name="offer"),
    path("offer/offer.pdf", offer.as_pdf, name="offer_pdf"),
    path("offer/offer.json", offer.as_open_data, name="offer_json"),
    path("offer/changes/", offer.changes, name="offer_changes"),
    path("offer/visit-costs/", offer.costs, name="visit_costs"),
    path("offer/waiting-list/", offer.waiting_list, name="waiting_list"),
    path("offer/proposed/", offer.proposed, name="offer_proposed"),
    path("offer/proposed/<slug:slug>/", offer.proposed_service, name="proposed_service"),
    path("offer/decisions/", decisions.decisions, name="decisions"),
    path("offer/decisions/<int:decision_id>/", decisions.decision, name="decision"),
    path(
        "offer/decisions/<int:decision_id>/decision.pdf",
        decisions.decision_as_pdf,
        name="decision_page_pdf",
    ),
    path("offer/decisions/<int:decision_id>/pack.pdf", decisions.pack_as_pdf, name="decision_pdf"),
    path("offer/decisions/<int:decision_id>/pack.zip", decisions.pack_as_zip, name="decision_zip"),
    path("offer/<slug:slug>/", offer.service, name="service"),
    path("offer/<slug:slug>/service.pdf", offer.service_as_pdf, name="service_pdf"),
    path("announcements/", include("evenreach.web.public.announcement_urls")),
    path("schools/", schools.find, name="schools"),
    path("schools/map/", schools.on_a_map, name="schools_map"),
    path("schools/<int:urn>/", schools.school, name="school"),
    path("schools/partnership/<int:partnership_id>/", partnership.partnership, name="partnership"),
    path("authority/", authority.authority, name="authority"),
    path("published/reach/", reach.reach, name="public_reach"),
    path("published/reach/reach.pdf", reach.as_pdf, name="reach_pdf"),
    path("published/reach/reach.csv", reach.as_csv, name="reach_csv"),
    path("published/reach/reach.csv-metadata.json", reach.metadata, name="reach_metadata"),
]
