from allauth.account.views import login, logout
from django.urls import path
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
    schools,
)

FORM_ONLY = require_http_methods(["GET", "HEAD", "POST"])

urlpatterns = [
    path("", pages.home, name="home"),
    path("brand.css", pages.brand_stylesheet, name="brand_stylesheet"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("start/", pages.start, name="start"),
    path("start/mail/", mail_choices.choices, name="mail_choices"),
    path("sign-in/", needs(May.SIGN_IN)(FORM_ONLY(login)), name="account_login"),
    path("sign-out/", needs(May.SIGN_IN)(FORM_ONLY(logout)), name="account_logout"),
    path("join/", joining.join, name="join"),
    path("join/<str:token>/", joining.link, name="join_link"),
    path("offer/", offer.services, name="offer"),
    path("offer/changes/", offer.changes, name="offer_changes"),
    path("offer/visit-costs/", offer.costs, name="visit_costs"),
    path("offer/waiting-list/", offer.waiting_list, name="waiting_list"),
    path("offer/proposed/", offer.proposed, name="offer_proposed"),
    path("offer/proposed/<slug:slug>/", offer.proposed_service, name="proposed_service"),
    path("offer/decisions/", decisions.decisions, name="decisions"),
    path("offer/decisions/<int:decision_id>/", decisions.decision, name="decision"),
    path("offer/decisions/<int:decision_id>/pack.pdf", decisions.pack_as_pdf, name="decision_pdf"),
    path("offer/decisions/<int:decision_id>/pack.zip", decisions.pack_as_zip, name="decision_zip"),
    path("offer/<slug:slug>/", offer.service, name="service"),
    path("schools/", schools.find, name="schools"),
    path("schools/map/", schools.on_a_map, name="schools_map"),
    path("schools/<int:urn>/", schools.school, name="school"),
    path("schools/partnership/<int:partnership_id>/", partnership.partnership, name="partnership"),
    path("authority/", authority.authority, name="authority"),
]
