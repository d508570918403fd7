"""Long work: ``@job`` names a function, ``enqueue`` wants it done, ``run`` does it under a lease.

The row is the truth and the broker a hint (docs/adr/0004): a row that nobody holds is sent again by
`sweep`. A job's function must be idempotent: it may be started again after it was killed half way.
"""

from __future__ import annotations

import logging
import shutil
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from lms.core.clock import now
from lms.core.errors import DomainError
from lms.core.models.jobs import LEASE, MOST_ATTEMPTS, Job

logger = logging.getLogger(__name__)
REPORT_EVERY = timedelta(seconds=1)
MOST_ERRORS = 2000
KEPT = timedelta(days=30)
"""How long a job that is over stays listed, with its result file."""


class LeaseLost(Exception):
    """Another worker has taken this job over, or it was cancelled: stop at once."""


@dataclass(frozen=True)
class Kind:
    name: str
    label: Any
    work: Callable[[JobRun], None]
    patient: bool = False


_kinds: dict[str, Kind] = {}


def job(
    name: str, *, label: Any, patient: bool = False
) -> Callable[[Callable[[JobRun], None]], Callable[[JobRun], None]]:
    """Register a function as the work of jobs of kind ``name``; ``label`` is what people read.
    ``patient``: nobody waits for it, so it lets others go first."""

    def register(work: Callable[[JobRun], None]) -> Callable[[JobRun], None]:
        _kinds[name] = Kind(name, label, work, patient)
        return work

    return register


def label_of(name: str) -> str:
    return str(_kinds[name].label) if name in _kinds else name


def enqueue(
    kind: str, *, key: str | None = None, payload: dict[str, Any] | None = None, by: Any = None
) -> Job:
    """Want a job done: a row now, a message to the worker on commit. The same ``key`` again returns
    the job there is, whatever its state; a failed one is queued anew."""
    if key and (known := Job.objects.filter(key=key).first()):
        if known.state == Job.State.FAILED:
            retry(known)
        return known
    try:
        with transaction.atomic():
            wanted = Job.objects.create(kind=kind, key=key, payload=payload or {}, created_by=by)
    except IntegrityError:
        return Job.objects.get(key=key)
    transaction.on_commit(lambda: send(wanted))
    return wanted


def retry(failed: Job) -> Job:
    """Queue a job that failed once more, from the beginning."""
    failed.state, failed.attempts, failed.lease_until, failed.note = Job.State.QUEUED, 0, None, ""
    failed.save(update_fields=["state", "attempts", "lease_until", "note"])
    transaction.on_commit(lambda: send(failed))
    return failed


def cancel(running: Job) -> bool:
    """Stop a job at its next report; True when it had not ended yet."""
    changed = Job.objects.unfinished().filter(pk=running.pk)
    return bool(changed.update(state=Job.State.CANCELLED, ended_at=now()))


def send(wanted: Job) -> None:
    """Tell the broker. That it cannot be reached changes nothing: the sweep sends again."""
    from lms.core.tasks import run_job

    try:
        run_job.delay(str(wanted.pk))
    except Exception:
        logger.warning("broker unreachable; the sweep will send", extra={"job": str(wanted.pk)})


def first_of(pk: str) -> Iterator[uuid.UUID | str]:
    """Which jobs to run when the message of one comes: those before a patient one that somebody may
    be waiting for, each as it comes up, then the one itself."""
    patient = [kind.name for kind in _kinds.values() if kind.patient]
    if Job.objects.filter(pk=pk, kind__in=patient).exists():
        seen: set[uuid.UUID] = set()
        others = Job.objects.filter(state=Job.State.QUEUED, attempts=0).exclude(kind__in=patient)
        while other := others.exclude(pk__in=seen).order_by("created_at").first():
            seen.add(other.pk)
            yield other.pk
    yield pk


def sweep() -> int:
    """Send every job again that nobody holds. A job that was killed too often has failed,
    visibly."""
    lapsed = Job.objects.lapsed().filter(created_at__lt=now() - timedelta(seconds=5))
    tired = lapsed.filter(attempts__gte=MOST_ATTEMPTS)
    tired.update(
        state=Job.State.FAILED,
        ended_at=now(),
        note=_("Stopped after several interrupted attempts."),
    )
    waiting = lapsed.filter(attempts__lt=MOST_ATTEMPTS).order_by("created_at")[:500]
    turn = [one for one in waiting if _is_its_turn(one, now())]
    for one in turn:
        send(one)
    return len(turn)


def _is_its_turn(waiting: Job, moment: datetime) -> bool:
    """Each minute at first, then every tenth: a long queue must not fill with copies of itself."""
    minutes = (moment - (waiting.lease_until or waiting.created_at)) // timedelta(minutes=1)
    return minutes < 5 or minutes % 10 == 0


def purge() -> int:
    """Remove jobs that were over long ago, with their files (which may hold personal data)."""
    old = Job.objects.finished().filter(ended_at__lt=now() - KEPT)
    for one in old.iterator():
        result_path(one).unlink(missing_ok=True)
    _rows, by_kind = old.delete()
    return by_kind.get(Job._meta.label, 0)


def run_now(wanted: Job | uuid.UUID | str) -> Job:
    """Run one job here, if nobody holds it. Safe to call any number of times for the same job."""
    pk = wanted.pk if isinstance(wanted, Job) else wanted
    holder = uuid.uuid4().hex
    taken = (
        Job.objects.lapsed()
        .filter(pk=pk)
        .update(
            state=Job.State.RUNNING,
            lease_until=now() + LEASE,
            lease_holder=holder,
            attempts=F("attempts") + 1,
            started_at=now(),
        )
    )
    current = Job.objects.get(pk=pk)
    if taken:
        _work(current, holder)
    return current


def _work(current: Job, holder: str) -> None:
    current.errors.all().delete()
    run = JobRun(current, holder)
    began = time.monotonic()
    try:
        kind = _kinds.get(current.kind)
        if kind is None:
            raise DomainError(_("This kind of job is not known here."))
        kind.work(run)
    except LeaseLost:
        current.refresh_from_db()
        logger.warning("job lost its lease", extra={"job": str(current.pk), "kind": current.kind})
    except DomainError as error:
        run.end(Job.State.FAILED, str(error))
    except Exception:
        logger.exception("job failed", extra={"job": str(current.pk), "kind": current.kind})
        run.end(Job.State.FAILED, _("The job failed. The log has the details."))
    else:
        run.end(Job.State.DONE, current.note)
    facts = {"job": str(current.pk), "kind": current.kind, "state": str(current.state)}
    logger.info("job over", extra={**facts, "seconds": round(time.monotonic() - began, 1)})


class JobRun:
    """A job while it runs: what its function may say."""

    def __init__(self, current: Job, holder: str) -> None:
        self.job = current
        self.holder = holder
        self.payload: dict[str, Any] = current.payload
        self._reported = now() - REPORT_EVERY
        self._refused = 0

    def progress(self, done: int, total: int, note: str = "") -> None:
        """Say how far it is (written at most once a second) and renew the lease.
        Raises `LeaseLost` when the job is no longer ours."""
        self.job.done, self.job.total = done, total
        if note:
            self.job.note = note[:300]
        if done >= total or now() - self._reported >= REPORT_EVERY:
            self.check_alive()

    def check_alive(self) -> None:
        """Renew the lease and write what was reported. Raises `LeaseLost`."""
        self._reported = now()
        job = self.job
        kept = self._own().update(
            lease_until=now() + LEASE, done=job.done, total=job.total, note=job.note
        )
        if not kept:
            raise LeaseLost

    def refuse(
        self, *, problem: str, line: int | None = None, column: str = "", value: object = ""
    ) -> None:
        """Keep one refused piece of input, at most 2,000 of a job."""
        self._refused += 1
        if self._refused <= MOST_ERRORS:
            text = str(value)[:200]
            self.job.errors.create(line=line, column=column, value=text, problem=problem[:300])

    def attach(self, name: str, content: bytes | Path) -> None:
        """Keep a result file that whoever may see the job can download."""
        path = result_path(self.job)
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".new")
        if isinstance(content, Path):
            shutil.copyfile(content, draft)
        else:
            draft.write_bytes(content)
        draft.rename(path)
        self.job.result_name = name
        self.job.save(update_fields=["result_name"])

    def say(self, **facts: Any) -> None:
        """Keep figures of the outcome (``job.result``)."""
        self.job.result = {**self.job.result, **facts}
        self.job.save(update_fields=["result"])

    def end(self, state: str, note: str) -> None:
        job = self.job
        job.state, job.note, job.ended_at = state, note[:300], now()
        if state == Job.State.DONE and job.total:
            job.done = job.total
        ended = self._own().update(
            state=state, note=job.note, ended_at=job.ended_at, done=job.done, lease_until=None
        )
        if not ended:  # cancelled, or taken over by another worker: what the row says holds
            job.refresh_from_db()

    def _own(self) -> Any:
        return Job.objects.filter(pk=self.job.pk, lease_holder=self.holder, state=Job.State.RUNNING)


def result_path(of: Job) -> Path:
    return Path(settings.JOB_FILES) / str(of.pk)
