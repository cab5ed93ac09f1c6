from django.urls import path

from evenreach.web.specialist import (
    checking,
    correcting,
    diary,
    documents,
    offline,
    recording,
    visiting,
)

app_name = "specialist"
urlpatterns = [
    path("", diary.diary, name="diary"),
    path("<int:visit_id>/", visiting.visit, name="visit"),
    path("<int:visit_id>/made/", visiting.made, name="made"),
    path("<int:visit_id>/missed/", visiting.missed, name="missed"),
    path("<int:visit_id>/cancel/", visiting.cancel, name="cancel"),
    path("<int:visit_id>/record/", recording.record, name="record"),
    path("<int:visit_id>/sheet/", recording.sheet, name="sheet"),
    path("<int:visit_id>/release/", recording.release, name="release"),
    path("<int:visit_id>/correct/", correcting.correct, name="correct"),
    path("<int:visit_id>/documents/<int:document_id>/", documents.document, name="document"),
    path("offline/", offline.page, name="offline"),
    path("offline/worker.js", offline.worker, name="offline_worker"),
    path("offline/visits.json", offline.visits, name="offline_visits"),
    path("offline/<int:visit_id>/", offline.keep, name="offline_keep"),
    path("checking/", checking.records, name="checking"),
    path("checking/<int:record_id>/", checking.record, name="check"),
]
