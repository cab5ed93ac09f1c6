from django.urls import include, path

urlpatterns = [
    path("", include("evenreach.web.public.urls")),
    path("school/", include("evenreach.web.school.urls")),
    path("learners/", include("evenreach.web.learners.urls")),
    path("visits/", include("evenreach.web.specialist.urls")),
    path("service/", include("evenreach.web.lead.urls")),
    path("reach/", include("evenreach.web.evaluator.urls")),
    path("feedback/", include("evenreach.web.family.urls")),
    path("consent/", include("evenreach.web.family.consent_urls")),
    path("reports/", include("evenreach.web.reports.urls")),
    path("api/", include("evenreach.web.api.urls")),
]
handler400 = "evenreach.web.errors.bad_request"
handler403 = "evenreach.web.errors.forbidden"
handler404 = "evenreach.web.errors.not_found"
handler500 = "evenreach.web.errors.failed"
