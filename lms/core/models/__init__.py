from lms.core.models.audit import AuditEntry
from lms.core.models.jobs import Job, JobError
from lms.core.models.views import SavedView
from lms.core.models.webhooks import WebhookDelivery, WebhookEndpoint, WebhookEvent

__all__ = [
    "AuditEntry",
    "Job",
    "JobError",
    "SavedView",
    "WebhookDelivery",
    "WebhookEndpoint",
    "WebhookEvent",
]
