"""Carrying a roster out: new people in bulk, changes one by one, each batch a transaction of its
own.

A batch is short, so nobody's page waits for it; an import that was interrupted goes on when it is
started again, because what is done already is found unchanged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lms.accounts import actions
from lms.accounts.models import LevelChange, Offender, OfficeMove, RoleGrant, User
from lms.accounts.models.users import normal_phone
from lms.accounts.roles import Role
from lms.accounts.roster.matching import ACCOUNT, Matched, Register
from lms.accounts.roster.opening import Sheet
from lms.accounts.roster.reading import Fault, Row, rows_of
from lms.accounts.signals import offenders_imported
from lms.core import audit
from lms.core.crypto import keyed_hash
from lms.core.errors import DomainError

BATCH = 200
CHANGES = 50
"""Changes of one transaction: each costs more than somebody new."""
SEPARATE = ("treatment_level", "office", "officer")
"""What has an action of its own; the rest of a change is one."""
Report = Callable[[int, int], None]


@dataclass
class Outcome:
    """``counts``: new, changed, same, refused. ``faults``: what was wrong, line by line."""

    counts: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def take(self, matched: Matched) -> None:
        self.counts[matched.state] += 1
        self.faults.extend(matched.row.faults)


def check(sheet: Sheet, *, by: User | None, report: Report | None = None) -> Outcome:
    """What an import would do. Nothing is written."""
    return _run(sheet, by, report, write=False)


def carry_out(sheet: Sheet, *, by: User | None, report: Report | None = None) -> Outcome:
    """Import what is in order; refused rows stay out. Running it again changes nothing."""
    return _run(sheet, by, report, write=True)


def _run(sheet: Sheet, by: User | None, report: Report | None, *, write: bool) -> Outcome:
    outcome = Outcome()
    register = Register(by)
    # Read to the end before anything is written: a file that is damaged further down does nothing.
    rows = list(rows_of(sheet))
    done = 0
    for batch in _batches(rows):
        matched = register.match(batch)
        if write:
            _write(matched, by)
        for one in matched:
            outcome.take(one)
        done += len(batch)
        if report is not None:
            report(done, len(rows))
    return outcome


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    source = iter(rows)
    while batch := list(islice(source, BATCH)):
        yield batch


def _write(matched: list[Matched], by: User | None) -> None:
    coming = [one for one in matched if one.state == "new"]
    try:
        with transaction.atomic():
            _register_together(coming, by)
    except IntegrityError:
        # Somebody registered one of them meanwhile: one by one, so that only that one is refused.
        for one in coming:
            _alone(one, by, _register)
    changing = [one for one in matched if one.state == "changed"]
    for start in range(0, len(changing), CHANGES):
        _change_together(changing[start : start + CHANGES], by)


def _change_together(changing: list[Matched], by: User | None) -> None:
    """Each in a savepoint of its own, so that one that is refused leaves the others."""
    with transaction.atomic():
        for one in changing:
            _alone(one, by, _change)
        done = [one.offender.pk for one in changing if one.offender and not one.row.faults]
        if done:
            offenders_imported.send(sender=Offender, offender_ids=done)


def _alone(one: Matched, by: User | None, act: Callable[[Matched, User | None], None]) -> None:
    try:
        with transaction.atomic():
            act(one, by)
    except DomainError as error:
        said = [text for texts in error.fields.values() for text in texts] or [str(error)]
        one.row.refuse("", " ".join(str(text) for text in said))


def _register(one: Matched, by: User | None) -> None:
    actions.register_offender(by=by, **one.row.given)


def _register_together(coming: list[Matched], by: User | None) -> None:
    """What `register_offender` does, for many at once: account, file, role, histories, log,
    news."""
    if not coming:
        return
    files = [_file(one.row.given) for one in coming]
    User.objects.bulk_create([file.user for file in files])
    Offender.objects.bulk_create(files)
    RoleGrant.objects.bulk_create(
        RoleGrant(user=file.user, organisation=file.office, role=Role.OFFENDER) for file in files
    )
    start = {"reason": _("intake"), "by": by}
    OfficeMove.objects.bulk_create(
        OfficeMove(offender=file, office=file.office, on=file.starts_on, **start) for file in files
    )
    LevelChange.objects.bulk_create(
        LevelChange(offender=file, level=file.treatment_level, on=file.starts_on, **start)
        for file in files
    )
    audit.record_many(
        "accounts.offender_registered", ((file, {"from": "roster"}) for file in files), actor=by
    )
    offenders_imported.send(sender=Offender, offender_ids=[file.pk for file in files])


def _file(given: dict[str, Any]) -> Offender:
    """File and account of somebody new, with what saving one alone would compute."""
    phone = given.get("phone", "")
    user = User(
        username=actions.username_for(given["code"]), name=given["name"], phone=phone,
        phone_hash=keyed_hash(normal_phone(phone)) if phone else None, role=Role.OFFENDER,
        organisation=given["office"], password=make_password(None), must_change_password=True,
    )  # fmt: skip
    profile = {key: value for key, value in given.items() if key not in ACCOUNT}
    return Offender(user=user, id_hash=keyed_hash(given["id_number"]), **profile)


def _change(one: Matched, by: User | None) -> None:
    offender, changes = one.offender, dict(one.changes)
    assert offender is not None  # noqa: S101 - only people in the register change
    reason = _("roster import")
    separate = {key: changes.pop(key) for key in SEPARATE if key in changes}
    said: dict[str, Any] = {"by": by, "offender": offender, "reason": reason, "quiet": True}
    if changes:
        actions.update_offender(changes=changes, **said)
    if level := separate.get("treatment_level"):
        actions.change_level(level=level, **said)
    if office := separate.get("office"):
        actions.move_office(office=office, **said)
    if "officer" in one.row.given:
        actions.assign_officer(by=by, offender=offender, officer=one.row.given["officer"])
