from django.urls import path

from evenreach.web.lead import (
    accounts,
    bought,
    calls,
    closing,
    contact_tasks,
    no_contact,
    successions,
    year,
)

urlpatterns = [
    path("", year.year, name="year"),
    path("decisions/", accounts.decisions, name="year_decisions"),
    path("bought/", bought.bought, name="bought"),
    path("schools/<int:urn>/", accounts.school, name="year_school"),
    path("schools/<int:urn>/appeal/", accounts.appeal, name="year_appeal"),
    path("entries/<int:entry_id>/correct/", accounts.correction, name="year_correct"),
    path("end/<slug:slug>/", closing.ending, name="year_end"),
    path("end/<slug:slug>/close/", closing.close, name="year_close"),
    path("successions/", successions.listed, name="successions"),
    path("successions/<int:account_id>/", successions.move, name="succession"),
    path("no-contact/", no_contact.listed, name="no_contact"),
    path("no-contact/list.csv", no_contact.as_csv, name="no_contact_csv"),
    path("no-contact/<int:urn>/", contact_tasks.give, name="contact_give"),
    path("contact/", contact_tasks.listed, name="contact_tasks"),
    path("calls/", calls.calls, name="calls"),
    path("contact/<int:contact_id>/", contact_tasks.close, name="contact_close"),
]
