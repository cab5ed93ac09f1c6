from django.urls import path

from evenreach.web.specialist import diary, recording, visiting

app_name = "specialist"
urlpatterns = [
    path("", diary.diary, name="diary"),
    path("<int:visit_id>/", visiting.visit, name="visit"),
    path("<int:visit_id>/made/", visiting.made, name="made"),
    path("<int:visit_id>/missed/", visiting.missed, name="missed"),
    path("<int:visit_id>/record/", recording.record, name="record"),
    path("<int:visit_id>/release/", recording.release, name="release"),
]
