from django.urls import path

from evenreach.web.lead import allocation, answering, queue

app_name = "lead"
urlpatterns = [
    path("requests/", queue.queue, name="queue"),
    path("requests/all/", queue.requests, name="requests"),
    path("requests/<int:request_id>/", answering.request, name="request"),
    path("requests/<int:request_id>/decline/", answering.decline, name="decline"),
    path("requests/<int:request_id>/propose/", answering.propose, name="propose"),
    path("allocation/", allocation.overview, name="allocation"),
    path("allocation/<slug:slug>/draft/", allocation.draft, name="draft"),
    path("allocation/policy/<int:policy_id>/", allocation.policy, name="policy"),
]
