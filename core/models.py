from core.api.models import ApiToken, IdempotentAnswer
from core.approvals.models import ApprovalRequest, ApprovalStep, ApprovalVoice, Substitute
from core.audit.models import AuditEntry
from core.files.models import Attachment, StoredFile
from core.imports.models import ImportRun, RememberedMapping
from core.jobs.models import Heartbeat, Job
from core.notifications.models import ChannelChoice, Delivery, Notification
from core.numbers import NumberSeries
from core.presence.models import Presence
from core.webhooks.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint

__all__ = [
    "ApiToken",
    "ApprovalRequest",
    "ApprovalStep",
    "ApprovalVoice",
    "Attachment",
    "AuditEntry",
    "ChannelChoice",
    "Delivery",
    "Heartbeat",
    "IdempotentAnswer",
    "ImportRun",
    "Job",
    "Notification",
    "NumberSeries",
    "Presence",
    "RememberedMapping",
    "StoredFile",
    "Substitute",
    "WebhookAttempt",
    "WebhookDelivery",
    "WebhookEndpoint",
]
