from django.apps import AppConfig


class DesksConfig(AppConfig):
    name = "evenreach.desks"
    label = "desks"
