from django.urls import path

from lms.core import audit_views, health, job_views, views

app_name = "core"
urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("language/", views.language, name="language"),
    path("large-type/", views.large_type, name="large_type"),
    path("audit/", audit_views.listing, name="audit"),
    path("jobs/", job_views.listing, name="jobs"),
    path("jobs/<uuid:pk>/", job_views.detail, name="job"),
    path("jobs/<uuid:pk>/progress/", job_views.progress, name="job_progress"),
    path("jobs/<uuid:pk>/result/", job_views.result, name="job_result"),
    path("jobs/<uuid:pk>/cancel/", job_views.cancel, name="job_cancel"),
    path("jobs/<uuid:pk>/retry/", job_views.retry, name="job_retry"),
]
