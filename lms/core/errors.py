"""What an action says when it cannot do what was asked. Pages and the API show the same
sentence."""

from __future__ import annotations

from collections.abc import Mapping


class DomainError(Exception):
    """A refusal with a sentence for the reader, a stable code and an HTTP status.

    ``fields`` holds messages per input field; the API answers it as ``errors[]``. ``more`` are
    further members of the API's problem document.
    """

    status = 422

    def __init__(
        self,
        message: object,
        *,
        code: str = "",
        status: int | None = None,
        fields: Mapping[str, list[str]] | None = None,
        more: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or type(self).__name__.lower()
        self.status = status or self.status
        self.fields = dict(fields or {})
        self.more = dict(more or {})

    def __str__(self) -> str:
        return str(self.message)


class Denied(DomainError):
    """The person may not do this."""

    status = 403


class NotVisible(DomainError):
    """It is not there, or not visible to this person: the answer is the same."""

    status = 404


class Conflict(DomainError):
    """It is in a state in which this cannot be done."""

    status = 409


class Invalid(DomainError):
    """The input is wrong; ``fields`` say where."""

    status = 422


class TooOften(DomainError):
    """Too many requests; ``retry_after`` seconds until the next may work."""

    status = 429

    def __init__(self, message: object, *, retry_after: int = 60, **kwargs: object) -> None:
        super().__init__(message, **kwargs)  # type: ignore[arg-type]
        self.retry_after = retry_after
