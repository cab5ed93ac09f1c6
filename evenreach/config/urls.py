from django.urls import include, path

urlpatterns = [
    path("", include("evenreach.web.public.urls")),
]
