"""Days in which some need not study, written with the history that they shorten."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from lms.accounts.models import User
from lms.config.demo.crowd import own_luck
from lms.config.demo.study.write import Person, Times
from lms.config.demo.when import at
from lms.learning.models import Exemption

SHARE = 0.06
KINDS = {
    "illness": (6, (8, 21), "住院治疗，有医院证明"),
    "leave": (3, (4, 8), "经批准外出办理家事"),
    "custody": (1, (7, 15), "因他案被行政拘留"),
}
PREGNANCY = (60, 90)


def write(people: Iterable[Person], times: Times, managers: dict[int, User], seed: int) -> None:
    """``managers`` by office: who grants it where no officer is named."""
    rows = []
    for person in people:
        rng = own_luck(seed, person.serial, "excused")
        term = times.term_of(person.offender)
        days = (term.last - term.first).days
        if rng.random() >= SHARE or days < 25:
            continue
        kind = rng.choices(list(KINDS), [weight for weight, _d, _r in KINDS.values()])[0]
        _weight, length, reason = KINDS[kind]
        if person.offender.sex == "female" and rng.random() < 0.5:
            kind, length, reason = "pregnancy", PREGNANCY, "怀孕，有产检证明"
        starts_on = term.first + timedelta(days=rng.randrange(days - 10))
        ends_on = min(starts_on + timedelta(days=rng.randrange(*length)), person.offender.ends_on)
        by = person.offender.officer_id or managers[person.offender.office_id].pk
        rows.append(
            Exemption(
                offender=person.offender, kind=kind, starts_on=starts_on, ends_on=ends_on,
                reason=reason, granted_by_id=by, granted_at=at(starts_on, 9),
            )
        )  # fmt: skip
    Exemption.objects.bulk_create(rows)
