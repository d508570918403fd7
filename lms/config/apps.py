from django.apps import AppConfig


class WiringConfig(AppConfig):
    """The top layer as an app, for the commands that reach over all the others (seed_demo)."""

    name = "lms.config"
    label = "wiring"

    def ready(self) -> None:
        from lms.config.checks import refuse_unsafe_production

        refuse_unsafe_production()
