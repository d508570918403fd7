"""Who has to read a case: given when it is published, taken back when it is withdrawn.

Everything here may be killed at any point and run again: it comes to the same.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from cases.models import CasePage
from lms.accounts.models import StaffMember, User
from lms.core import audit
from lms.core.clock import now
from lms.core.months import today
from lms.training import messages, reach, studied
from lms.training.matching import Matcher, Reason
from lms.training.models import RequiredReading

BATCH = 500
DAYS_BACK = timedelta(days=90)
"""Whoever joins, and a new rule, is given the cases of so many days [D]; older ones belong into
programmes."""
State = RequiredReading.State
Progress = Callable[[int, int], None]


def assign(*, case: CasePage, progress: Progress | None = None) -> int:
    """Give ``case`` to everybody whom a rule asks to read it and who has not been given it; ask
    anew where it was changed since. Returns how many readings were given.

    Nothing is given of a case that is not published, or is no warning case. Whoever has read
    another county's copy of the same case is not asked twice.
    """
    case = CasePage.objects.get(pk=case.pk)
    if not case.live or case.is_withdrawn or not case.is_warning:
        return 0
    matcher = Matcher(case, today())
    ask_anew(case=case)
    given = 0
    rows = matcher.people().order_by("pk").values_list("pk", "unit__path", "post")
    people = list(rows)
    known = set(
        RequiredReading.objects.filter(case__origin=case.origin)
        .exclude(state=State.WITHDRAWN)
        .values_list("person", flat=True)
    )
    for start in range(0, len(people), BATCH):
        batch = people[start : start + BATCH]
        wanted = {
            pk: reason
            for pk, unit, said in batch
            if pk not in known and (reason := matcher.reason_for(unit, said))
        }
        if wanted:
            given += _give(case, wanted)
        if progress is not None:
            progress(start + len(batch), len(people))
    if given:
        audit.record("training.assigned", target=case, after={"people": given})
    return given


def _give(case: CasePage, wanted: dict[Any, Reason]) -> int:
    """One batch, with what it says to the people. Those whom another run has given it since are
    left out: their rows are there."""
    with transaction.atomic():
        if not _is_still_published(case):
            return 0
        there = set(
            RequiredReading.objects.filter(case=case, person__in=wanted).values_list(
                "person", flat=True
            )
        )
        read = studied.times(case, wanted)
        people = User.objects.filter(pk__in=set(wanted) - there)
        fresh = [
            RequiredReading(
                person=person, case=case, rule=reason.rule, because=reason.because,
                post_id=reason.post, due_on=reason.due_on, case_version=case.study_version,
                read_at=read.get(person.pk),
            )
            for person in people.only("pk", "language")
            if (reason := wanted[person.pk])
        ]  # fmt: skip
        RequiredReading.objects.bulk_create(fresh, ignore_conflicts=True)
        messages.tell_asked(fresh)
    return len(fresh)


def _is_still_published(case: CasePage) -> bool:
    """Locks the case for a batch: whoever withdraws it comes before the batch, which then gives
    nothing, or after it and takes everything back."""
    rows = CasePage.objects.select_for_update().offered().filter(pk=case.pk)
    return bool(rows.order_by().values_list("pk", flat=True))


def ask_anew(*, case: CasePage) -> int:
    """A case whose words were changed is read, answered and signed once more: what was signed stays
    signed for the version it was. Other questions or another title alone ask nothing of anybody.

    Whoever had begun gets the days of the rule again; what was overdue stays overdue.
    """
    older = RequiredReading.objects.standing().filter(
        case=case, case_version__lt=case.study_version
    )
    asked = 0
    while True:
        with transaction.atomic():
            rows = older.select_related("person", "rule").order_by("pk")[:BATCH]
            batch = list(rows) if _is_still_published(case) else []
            if not batch:
                break
            for one in batch:
                _open_again(one, case.study_version)
            RequiredReading.objects.bulk_update(batch, FIELDS)
            messages.tell_asked(batch, anew=True)
        asked += len(batch)
    if asked:
        audit.record(
            "training.asked_anew", target=case,
            after={"people": asked, "version": case.study_version},
        )  # fmt: skip
    return asked


FIELDS = (
    "assigned_at",
    "case_version", "due_on", "because", "state", "read_at", "passed_at", "acknowledged_at",
)  # fmt: skip


def _open_again(reading: RequiredReading, version: int) -> None:
    day = today()
    if not reading.is_overdue(day):
        reading.due_on = max(reading.due_on, studied.later(day, reading.rule))
    reading.case_version, reading.assigned_at = version, now()
    reading.because = [*[one for one in reading.because if one[0] != "revised"], ["revised", ""]]
    reading.state = State.OPEN
    reading.read_at = reading.passed_at = reading.acknowledged_at = None


def take_back(*, case: CasePage) -> int:
    """The case is withdrawn: nobody has to read it, nobody is asked any more. Returns how many
    readings were open or done."""
    with transaction.atomic():
        rows = RequiredReading.objects.filter(case=case).exclude(state=State.WITHDRAWN)
        changed = rows.update(state=State.WITHDRAWN)
        messages.take_back(case.pk)
        if changed:
            audit.record("training.taken_back", target=case, after={"people": changed})
    return changed


def end_for_leavers() -> int:
    """Open readings of people who have left, or whom the case does not reach any more, end. What
    was done stays. Who comes back is asked again by the next night's run."""
    rows = RequiredReading.objects.open()
    ended = rows.filter(pk__in=rows.filter(reach.gone()).values("pk")).update(state=State.ENDED)
    cases = CasePage.objects.filter(pk__in=rows.order_by().values("case").distinct())
    for case in cases:
        within = StaffMember.objects.filter(unit__path__startswith=reach.path_of(case))
        ended += rows.filter(case=case).exclude(person__in=within.values("pk")).update(
            state=State.ENDED
        )  # fmt: skip
    if ended:
        audit.record("training.ended", after={"readings": ended})
    return ended


def open_for_returners() -> int:
    """Readings that had ended of people who serve again where the case reaches them."""
    back = 0
    ended = RequiredReading.objects.filter(state=State.ENDED).readable()
    for case in CasePage.objects.filter(pk__in=ended.order_by().values("case").distinct()):
        serving = reach.staff_at(reach.path_of(case)).values("pk")
        mine = RequiredReading.objects.filter(state=State.ENDED, case=case, person__in=serving)
        mine.filter(due_on__lt=today()).update(due_on=studied.later(today(), None))
        back += mine.update(state=State.OPEN, assigned_at=now())
    return back


def withdraw_missed() -> int:
    """Readings of cases that were withdrawn while nobody heard it."""
    rows = RequiredReading.objects.standing().filter(case__withdrawn_at__isnull=False)
    cases = CasePage.objects.filter(pk__in=rows.order_by().values("case").distinct())
    return sum(take_back(case=case) for case in cases)


def recent_cases() -> Any:
    """Warning cases that were published within the last `DAYS_BACK` days."""
    first = now() - DAYS_BACK
    recent = Q(released_at__gte=first) | Q(released_at=None, first_published_at__gte=first)
    return CasePage.objects.offered().warnings().filter(recent)
