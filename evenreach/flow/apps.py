from django.apps import AppConfig


class FlowConfig(AppConfig):
    name = "evenreach.flow"
    label = "flow"
