from django.apps import AppConfig


class WiringConfig(AppConfig):
    """The top layer as an app, for the commands that reach over all the others (seed_demo)."""

    name = "lms.config"
    label = "wiring"
