from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "lms.messaging"
    label = "messaging"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lms.messaging import filling, tasks

        filling.connect()
        tasks.plan()
