from django.urls import path

from evenreach.web.reports import letters, reading, sharing

app_name = "reports"
urlpatterns = [
    path("letters/", letters.letters, name="letters"),
    path("letters/<int:letter_id>/", letters.letter, name="letter"),
    path("letters/<int:letter_id>/letter.pdf", letters.pdf, name="letter_pdf"),
    path("<int:report_id>/", reading.read, name="read"),
    path("<int:report_id>/report.pdf", reading.pdf, name="pdf"),
    path("<int:report_id>/family/", sharing.family, name="family"),
]
