"""The provider interface: how a message leaves the house.

A county's SMS gateway, mail server or WeChat account is one class with `Provider`'s two methods,
named in ``XINLU_MESSAGE_PROVIDERS`` as ``channel=dotted.path`` (comma separated). Without one, the
outbox is written to the log, so that what would have been sent can be seen.
"""

from __future__ import annotations

import logging
from functools import cache
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)


class ProviderDown(Exception):
    """The provider could not take the message now; it is tried again later."""


class NoAddress(Exception):
    """The person has no address for this channel; trying again is of no use."""


class Provider(Protocol):
    logged_only: bool

    def send(self, *, to: Any, subject: str, body: str, key: str) -> str:
        """Hand over one message; ``key`` lets a gateway drop a repetition. Returns its answer.
        Raises `ProviderDown` or `NoAddress`."""


class LogProvider:
    """Says in the log that a message would have gone out: never its text, never an address."""

    logged_only = True

    def __init__(self, channel: str) -> None:
        self.channel = channel

    def send(self, *, to: Any, subject: str, body: str, key: str) -> str:
        logger.info("message logged", extra={"channel": self.channel, "message_key": key})
        return "logged"


class EmailProvider:
    """E-mail through Django's own mail settings."""

    logged_only = False

    def __init__(self, channel: str) -> None:
        self.channel = channel

    def send(self, *, to: Any, subject: str, body: str, key: str) -> str:
        from smtplib import SMTPException

        from django.core.mail import send_mail

        if not to.email:
            raise NoAddress
        try:
            send_mail(subject, body, None, [to.email])
        except (SMTPException, OSError) as error:
            raise ProviderDown(type(error).__name__) from error
        return "accepted"


@cache
def providers() -> dict[str, Provider]:
    """Channel → provider, as the settings name them; SMS goes to the log where nothing is named."""
    named = getattr(settings, "MESSAGE_PROVIDERS", {}) or {}
    found: dict[str, Provider] = {"sms": LogProvider("sms")}
    for channel, path in named.items():
        found[channel] = import_string(path)(channel)
    return found
