from django.apps import AppConfig


class LearningConfig(AppConfig):
    name = "lms.learning"
    label = "learning"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lms.accounts import activity
        from lms.learning import receivers, sweeps, tasks  # noqa: F401 - receivers connect
        from lms.learning.actions.study import last_sign_of_life

        sweeps.plan()
        tasks.plan()
        activity.register(last_sign_of_life)
