from allauth.account.views import login, logout
from django.urls import path
from django.views.decorators.http import require_http_methods

from evenreach.web.access import May, needs
from evenreach.web.public import joining, offer, pages, schools

FORM_ONLY = require_http_methods(["GET", "HEAD", "POST"])

urlpatterns = [
    path("", pages.home, name="home"),
    path("brand.css", pages.brand_stylesheet, name="brand_stylesheet"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("start/", pages.start, name="start"),
    path("sign-in/", needs(May.SIGN_IN)(FORM_ONLY(login)), name="account_login"),
    path("sign-out/", needs(May.SIGN_IN)(FORM_ONLY(logout)), name="account_logout"),
    path("join/", joining.join, name="join"),
    path("join/<str:token>/", joining.link, name="join_link"),
    path("offer/", offer.services, name="offer"),
    path("offer/<slug:slug>/", offer.service, name="service"),
    path("schools/", schools.find, name="schools"),
    path("schools/map/", schools.on_a_map, name="schools_map"),
    path("schools/<int:urn>/", schools.school, name="school"),
]
