from django.urls import path

from evenreach.web.family import consent

app_name = "consent"
urlpatterns = [
    path("answer/", consent.answer, name="answer"),
    path("take-back/", consent.take_back, name="take_back"),
    path("<str:token>/", consent.link, name="link"),
]
