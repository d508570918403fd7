"""From the row of `StudyClock` to the engine's values and back."""

from __future__ import annotations

import json
from dataclasses import astuple, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django.db import connection

from lms.core.clock import now as server_now
from lms.learning.clock import Clock, Policy
from lms.learning.models import StudyClock
from lms.learning.querysets import SILENCE

HELD_AFTER_CLOSING = timedelta(hours=24)
"""How long unconfirmed time of a closed session waits for the next passed question."""
SILENT = SILENCE // timedelta(milliseconds=1)


def milliseconds(moment: datetime) -> int:
    """Whole milliseconds since 1970."""
    return int(moment.timestamp() * 1000)


def moment(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)


def now_ms() -> int:
    return milliseconds(server_now())


@dataclass(slots=True)
class Kept:
    """A learner's clock as it was read, with what belongs to it: the session's policy, the last
    answer (for a repeated ``seq``), the rhythm of its beats (count, sum and sum of squares, ms)."""

    learner_id: UUID
    version: int
    session: UUID | None
    is_open: bool
    lapses_at: datetime | None
    clock: Clock
    policy: Policy
    answer: dict[str, Any] = field(default_factory=dict)
    rhythm: list[float] = field(default_factory=lambda: [0, 0, 0])

    @property
    def is_silent(self) -> bool:
        """Open, and nothing heard for so long that the server closes it."""
        return self.is_open and now_ms() - self.clock.at > SILENT

    def values(self) -> dict[str, Any]:
        """The columns of the row."""
        clock = self.clock
        state = clock.as_dict()
        state["policy"], state["answer"] = astuple(self.policy), self.answer
        state["rhythm"] = self.rhythm
        return {
            "version": self.version + 1,
            "session": self.session,
            "is_open": self.is_open,
            "last_at": moment(clock.at) if clock.at else None,
            "provisional_ms": clock.provisional_ms(),
            "lapses_at": self.lapses_at,
            "state": state,
        }

    def write(self) -> bool:
        """One UPDATE, if nobody has written since the row was read; whether it was."""
        rows = StudyClock.objects.filter(pk=self.learner_id, version=self.version)
        if not rows.update(**self.values()):
            return False
        self.version += 1
        return True

    def write_beat(self) -> bool:
        """The same for the columns that an ordinary beat changes."""
        values = self.values()
        written = _execute(
            WRITE,
            values["version"],
            values["last_at"],
            values["provisional_ms"],
            values["state"],
            self.learner_id,
            self.version,
        )
        self.version += 1
        return written.rowcount == 1


COLUMNS = ("version", "session", "is_open", "lapses_at", "state")
TABLE = StudyClock._meta.db_table
# A beat is the one thing that thousands do every few seconds: its two statements are written once,
# here, because composing them by the ORM took longer than running them.
READ = f"SELECT {', '.join(COLUMNS)} FROM {TABLE} WHERE learner_id = %s"  # noqa: S608
WRITE = (
    f"UPDATE {TABLE} SET version = %s, last_at = %s, provisional_ms = %s, state = %s"  # noqa: S608
    " WHERE learner_id = %s AND version = %s"
)


def _execute(sql: str, *values: Any) -> Any:
    """Run a statement with each value prepared as its column's field would."""
    cursor = connection.cursor()
    cursor.execute(sql, [_prepared(value) for value in values])
    return cursor


def _prepared(value: Any) -> Any:
    if isinstance(value, dict):
        return json.dumps(value)
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value


def read_beat(learner_id: UUID) -> Kept | None:
    """The learner's clock, for a beat: `read` without a lock."""
    row = _execute(READ, learner_id).fetchone()
    if row is None:
        return None
    version, session, is_open, _lapses_at, state = row
    if session is not None and not isinstance(session, UUID):
        session = UUID(session)
    # ``lapses_at`` belongs to closed sessions: a beat neither reads nor writes it.
    return _kept(learner_id, version, session, bool(is_open), None, json.loads(state))


def read(learner_id: UUID, *, locked: bool = False) -> Kept | None:
    """The learner's clock; None when they have never studied. One SELECT."""
    rows = StudyClock.objects.filter(pk=learner_id)
    if locked:
        rows = rows.select_for_update()
    row = rows.values_list(*COLUMNS).first()
    return None if row is None else _kept(learner_id, *row)


def _kept(learner_id: UUID, version: int, session: UUID | None, *rest: Any) -> Kept:
    is_open, lapses_at, state = rest
    return Kept(
        learner_id,
        version,
        session,
        is_open,
        lapses_at,
        Clock.of(state),
        Policy(*state["policy"]) if "policy" in state else Policy(media=False, nominal=0),
        state.get("answer", {}),
        state.get("rhythm", [0, 0, 0]),
    )


def read_or_make(learner_id: UUID) -> Kept:
    """The same inside a transaction, locked, made when missing."""
    StudyClock.objects.get_or_create(pk=learner_id)
    return cast(Kept, read(learner_id, locked=True))
