from django.urls import path

from evenreach.web.evaluator import reach

app_name = "evaluator"
urlpatterns = [path("", reach.reach, name="reach")]
