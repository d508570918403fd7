from django.urls import path

from lms.core import health, views

app_name = "core"
urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("language/", views.language, name="language"),
    path("large-type/", views.large_type, name="large_type"),
]
