from django.urls import path

from evenreach.web.lead import allocation, answering, figures, people, queue, register

app_name = "lead"
urlpatterns = [
    path("requests/", queue.queue, name="queue"),
    path("requests/all/", queue.requests, name="requests"),
    path("requests/<int:request_id>/", answering.request, name="request"),
    path("requests/<int:request_id>/decline/", answering.decline, name="decline"),
    path("requests/<int:request_id>/propose/", answering.propose, name="propose"),
    path("register/", register.imports, name="register"),
    path("register/not-known/", figures.incomplete, name="incomplete"),
    path("register/not-known/<int:urn>/", figures.supply, name="supply"),
    path("register/<int:import_id>/", register.one_import, name="register_import"),
    path("register/<int:import_id>/decide/", register.decide, name="register_decide"),
    path("register/<int:import_id>/list.csv", register.as_csv, name="register_csv"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite_listed, name="people_invite"),
    path("allocation/", allocation.overview, name="allocation"),
    path("allocation/<slug:slug>/draft/", allocation.draft, name="draft"),
    path("allocation/policy/<int:policy_id>/", allocation.policy, name="policy"),
]
