"""The acts around webhooks: looking after endpoints, leaving messages, and sending them."""

from core.webhooks.services.delivering import attempt, give_up_and_go_on
from core.webhooks.services.endpoints import (
    CannotPause,
    CannotSaveEndpoint,
    change_endpoint,
    create_endpoint,
    pause_endpoint,
    remove_endpoint,
    resume_endpoint,
    rotate_secret,
)
from core.webhooks.services.publishing import CannotSendAgain, Fact, forget_old, ping, publish, publish_many, send_again

__all__ = [
    "CannotPause",
    "CannotSaveEndpoint",
    "CannotSendAgain",
    "Fact",
    "attempt",
    "change_endpoint",
    "create_endpoint",
    "forget_old",
    "give_up_and_go_on",
    "pause_endpoint",
    "ping",
    "publish",
    "publish_many",
    "remove_endpoint",
    "resume_endpoint",
    "rotate_secret",
    "send_again",
]
