from django.urls import path

from evenreach.web.reports import reading

app_name = "reports"
urlpatterns = [
    path("<int:report_id>/", reading.read, name="read"),
    path("<int:report_id>/report.pdf", reading.pdf, name="pdf"),
]
