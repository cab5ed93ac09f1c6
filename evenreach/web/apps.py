from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "evenreach.web"
    label = "web"
