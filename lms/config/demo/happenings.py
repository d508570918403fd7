"""What people did beside studying, each by its own action and on its own day: kiosks, corrections
with a second person, signals looked at, tools filled in, messages."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from lms.accounts.models import Offender, Organisation, User
from lms.config.demo.accounts import again
from lms.config.demo.crowd import own_luck
from lms.config.demo.library import read
from lms.config.demo.places import Land
from lms.config.demo.when import as_of
from lms.config.demo.words import named
from lms.core.months import day_bounds, local_day
from lms.credits.actions import approve_correction, decline_correction, propose_correction
from lms.credits.models import Correction, CreditEntry
from lms.learning.actions.signals import decide_signal, watch
from lms.learning.actions.tools import fill_in
from lms.learning.devices import register_kiosk
from lms.learning.models import Device, ReviewSignal, ToolAssignment
from lms.messaging.actions import send

MOST_FILLED_IN = 60
EVENING = (22, 30)
"""When everybody has stopped studying."""
KIOSK_AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/109.0.0.0"


@dataclass
class Office:
    """The people of the first office and those over them."""

    staff1: User
    staff2: User
    manager: User
    manager2: User

    @classmethod
    def of(cls, staff: dict[str, User]) -> Office:
        return cls(*(again(staff[n]) for n in ("staff1", "staff2", "manager", "manager2")))


def kiosks(land: Land, managers: list[User], opened: date) -> dict[int, Device]:
    """A registered device in some offices, by office."""
    found = {}
    for county, manager in zip(land.counties, managers, strict=True):
        for office in county.offices[:3]:
            pk = named("kiosk", office.code or office.name)
            with as_of(opened + timedelta(days=1), 14):
                device = Device.objects.create(id=pk, token_hash=pk.hex * 2, agent=KIOSK_AGENT)
                found[office.pk] = register_kiosk(
                    by=manager, organisation=Organisation.objects.get(pk=office.pk),
                    label="一楼学习室", device=device,
                )  # fmt: skip
    return found


def correct(office: Office, learners: dict[str, Offender]) -> None:
    """Three corrections: approved, declined, and one that waits for a second person. What is posted
    is posted now: behind everything that was studied."""
    if found := _replaced(office, learners["learner1"], "经核对，中途由他人代看，核减十分钟", 600):
        approve_correction(by=office.manager, correction=found, reason="情况属实，同意")
    if found := _replaced(office, learners["learner4"], "本人反映多记了五分钟", 300):
        decline_correction(by=office.manager2, correction=found, reason="记录与证据一致，不予更正")
    _added(office, learners["learner3"], "停电中断，有司法所值班记录，补记二十分钟")


def _replaced(office: Office, learner: Offender, reason: str, less: int) -> Correction | None:
    """The newest entry that is long enough, proposed to be that many seconds shorter."""
    entries = CreditEntry.objects.of(learner.pk).filter(seconds__gt=less + 90)
    entry = entries.order_by("-number").first()
    if entry is None:
        return None
    with as_of(local_day(entry.ended_at), *EVENING):
        return propose_correction(
            by=office.staff1, learner=learner.user, entry=entry, reason=reason,
            seconds=entry.seconds - less,
        )  # fmt: skip


def _added(office: Office, learner: Offender, reason: str) -> None:
    """Time before the first sitting of the last day, proposed to be added."""
    last = CreditEntry.objects.of(learner.pk).last()
    if last is None:
        return
    day = local_day(last.started_at)
    begin, end = day_bounds(day)
    first = CreditEntry.objects.of(learner.pk).filter(started_at__range=(begin, end)).first()
    start = (first or last).started_at - timedelta(minutes=45)
    with as_of(day, *EVENING):
        propose_correction(
            by=office.staff1, learner=learner.user, seconds=1200, reason=reason,
            started_at=start, ended_at=start + timedelta(minutes=20),
        )  # fmt: skip


def look_at_signals(office: Office, suspects: Iterable[UUID]) -> None:
    """The platform's own rules raise what stands out in the last week; an officer has looked at
    some of it."""
    watch(suspects)
    signals = ReviewSignal.objects.open().visible_to(office.staff1).order_by("kind", "key")
    outcomes = (
        ("harmless", "夫妻二人共用一部手机，已当面核实"),
        ("talked", "本人承认答题时走神乱点，已谈话教育"),
    )
    for signal, (state, reason) in zip(signals, outcomes, strict=False):
        decide_signal(by=office.staff1, signal=signal, state=state, reason=reason)


def fill_in_tools(people: list[Offender], seed: int, times: tuple[date, date]) -> None:
    """Some answer what they were asked to; a few answers raise an alarm."""
    ids = [one.pk for one in people]
    waiting = ToolAssignment.objects.open().filter(learner__in=ids).exclude(tool__kind="worksheet")
    rows = waiting.select_related("tool", "learner").order_by("learner__username", "tool__slug")
    filled = 0
    for row in rows:
        rng = own_luck(seed, filled, f"tool/{row.learner.username}/{row.tool.slug}")
        if rng.random() < 0.45:
            continue
        day = times[0] + timedelta(days=rng.randrange(max(1, (times[1] - times[0]).days)))
        with as_of(max(day, local_day(row.created_at)), rng.randrange(8, 21)):
            fill_in(by=again(row.learner), tool=row.tool, answers=_answers(rng, row.tool))
        filled += 1
        if filled >= MOST_FILLED_IN:
            break


TEXTS = ("没有", "家里都好", "在工地做小工", "母亲身体不太好", "没有，谢谢关心", "想学一门手艺")


def _answers(rng: random.Random, tool: object) -> dict[str, str]:
    """Mostly calm; what alarms is rare."""
    scale = tool.scale()  # type: ignore[attr-defined]
    heavy = rng.random() < 0.12
    found = {}
    for item in scale.items:
        if not item.choices:
            found[item.id] = rng.choice(TEXTS)
            continue
        calm = sorted(item.choices, key=item.points_of)
        place = 0 if item.alarm_from is not None and not heavy else rng.choice((0, 0, 1, 1, 2))
        found[item.id] = calm[min(place + (1 if heavy else 0), len(calm) - 1)].id
    return found


def write_messages(learners: dict[str, Offender], today: date) -> None:
    """What officers have written to the five."""
    for number, said in enumerate(read("message")):
        with as_of(today - timedelta(days=said["days"]), 10):
            send(
                to=learners[said["to"]].user, subject=said["subject"], body=said["body"],
                key=f"demo:{number}",
            )  # fmt: skip
