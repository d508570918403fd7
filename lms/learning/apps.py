from django.apps import AppConfig


class LearningConfig(AppConfig):
    name = "lms.learning"
    label = "learning"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lms.accounts import activity
        from lms.learning import (  # noqa: F401 - receivers connect
            desk_menu,
            learner_menu,
            receivers,
            studying_cases,
            sweeps,
            tasks,
            usage,
            watch,
        )
        from lms.learning.actions.study import last_sign_of_life

        sweeps.plan()
        tasks.plan()
        watch.plan()
        activity.register(last_sign_of_life)
        learner_menu.connect()
        desk_menu.connect()
        studying_cases.connect()
        usage.connect()
