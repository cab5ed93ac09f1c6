from django.urls import path

from evenreach.web.family import answers, reports

app_name = "family"
urlpatterns = [
    path("answer/", answers.answer, name="answer"),
    path("thanks/", answers.thanks, name="thanks"),
    path("report/", reports.read, name="report"),
    path("report/<str:token>/", reports.link, name="report_link"),
    path("<str:token>/", answers.link, name="link"),
]
