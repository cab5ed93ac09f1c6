from django.urls import path

from evenreach.web.family import answers

app_name = "family"
urlpatterns = [
    path("answer/", answers.answer, name="answer"),
    path("thanks/", answers.thanks, name="thanks"),
    path("<str:token>/", answers.link, name="link"),
]
