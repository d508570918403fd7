"""What the tables say of some hundred persons and a month: a constant number of queries.

Who has news about earlier months is found by sums and times alone; their whole history is read
only then (`History`), because a county has thirty thousand people and few such.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Sum

from lms.accounts.models import LevelChange, Offender, OfficeMove
from lms.core.months import Month
from lms.credits.models import ChainHead, CreditEntry, MonthTotal
from lms.learning.actions.month_targets import correction_of, rebuild_targets
from lms.learning.models import Exemption, MonthTarget
from lms.learning.targets import Span, liable_days
from lms.scoring import sources
from lms.scoring.facts.plain import Facts
from lms.scoring.models import ConductRecord, MonthScore
from lms.scoring.rules.scheme import ItemKind
from lms.scoring.rules.scheme import Scheme as Rules

LOOK_BACK = 11
"""So many earlier months are looked at (the longest rule looks back six)."""
SLACK = timedelta(hours=1)
"""What a transaction wrote may be older than the moment in which it could be read."""
PROFILE = (
    "user_id", "office_id", "starts_on", "ends_on", "closed_on", "able_to_work", "treatment_level",
    "juvenile_regime",
)  # fmt: skip
COLUMNS = (
    "id", "offender", "kind", "on", "hours", "stage", "same_as", "same_item", "counts_in",
    "is_late",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Record:
    """A conduct record that counts. ``plain`` is its form in facts."""

    plain: Facts
    offender: UUID
    on: Month
    counts_in: Month
    is_late: bool

    def home(self, scored: Iterable[Month]) -> Month:
        """The month whose facts it belongs to: a late one that of its day, when it was scored."""
        return self.on if self.is_late and self.on in scored else self.counts_in


@dataclass(frozen=True, slots=True)
class PastScore:
    """A score of another month, as far as every batch reads it."""

    month: Month
    total: int | None
    made_at: datetime
    records: list[Facts]
    study: Facts | None
    in_correction: int | None
    late: list[Facts]

    @property
    def seconds(self) -> int | None:
        """Credited seconds that were counted; None where no head of the ledger was kept with
        them."""
        return self.study["seconds"] if self.study and "head" in self.study else None


@dataclass(frozen=True, slots=True)
class Exempt:
    plain: Facts
    span: Span
    stands: bool
    changed_at: datetime


def back(month: Month, months: int) -> Month:
    for _step in range(months):
        month = month.previous()
    return month


class Reading:
    """Rows of ``ids`` around ``month``. ``thorough``: all their records at once, for few persons;
    ``running``: the month is not over, nothing is frozen."""

    def __init__(
        self,
        month: Month,
        rules: Rules,
        people: Iterable[Offender],
        *,
        thorough: bool = False,
        running: bool = False,
    ) -> None:
        self.month, self.oldest = month, back(month, LOOK_BACK)
        self.people = {one.pk: one for one in people}
        self.ids = list(self.people)
        self.thorough, self.running = thorough, running
        freezing = (item for item in rules.items if item.kind == ItemKind.FREEZE)
        self.freezing = sorted({kind for item in freezing for kind in item.facts})

    # scores of other months

    @cached_property
    def scores(self) -> dict[UUID, list[PastScore]]:
        """Current scores since the oldest month that is looked at, the later ones too, by month."""
        rows = MonthScore.objects.current().filter(
            offender__in=self.ids, month__gte=str(self.oldest)
        )
        columns = (
            "offender", "month", "total", "made_at", "facts__records", "facts__study",
            "facts__days__in_correction", "facts__late",
        )  # fmt: skip
        rows = rows.exclude(month=str(self.month)).order_by("month", "made_at")
        found: dict[UUID, dict[Month, PastScore]] = defaultdict(dict)
        for who, month, total, made_at, records, study, days, late in rows.values_list(*columns):
            at = Month.parse(month)
            found[who][at] = PastScore(at, total, made_at, records, study, days, late or [])
        return {who: list(scores.values()) for who, scores in found.items()}

    def earlier(self, who: UUID) -> list[PastScore]:
        return [one for one in self.scores.get(who, ()) if one.month < self.month]

    # conduct records

    @cached_property
    def records(self) -> dict[UUID, list[Record]]:
        """What counts in the month, and what freezes scores since earlier ones; with ``thorough``
        everything that is looked back on."""
        mine = Q(counts_in=str(self.month))
        mine |= Q(kind__in=self.freezing, counts_in__lt=str(self.month))
        return self._records(self.ids, self._looked_back if self.thorough else mine)

    @property
    def _looked_back(self) -> Q:
        whole = Q(counts_in__gte=str(self.oldest)) | Q(kind__in=self.freezing)
        return whole & Q(counts_in__lte=str(self.month))

    def every_record(self, ids: list[UUID]) -> dict[UUID, list[Record]]:
        return self.records if self.thorough else self._records(ids, self._looked_back)

    def _records(self, ids: list[UUID], which: Q) -> dict[UUID, list[Record]]:
        rows = ConductRecord.objects.effective().filter(which, offender__in=ids).order_by()
        found: dict[UUID, list[Record]] = defaultdict(list)
        for row in rows.values_list(*COLUMNS):
            record = _record(row)
            found[record.offender].append(record)
        return found

    @cached_property
    def touched(self) -> set[UUID]:
        """Of whom a record of an earlier month was written, confirmed or cancelled since the last
        score."""
        last = [scores[-1].made_at for who in self.ids if (scores := self.earlier(who))]
        if not last or self.thorough:
            return set()
        since = min(last) - SLACK
        rows = ConductRecord.objects.filter(
            Q(recorded_at__gt=since) | Q(decision__at__gt=since),
            Q(counts_in__lt=str(self.month)) | Q(cancels__isnull=False),
            offender__in=self.ids,
        )
        return set(rows.order_by().values_list("offender", flat=True))

    @cached_property
    def retested(self) -> set[UUID]:
        """Of whom a test of an earlier month came out otherwise since the last score."""
        last = [scores[-1].made_at for who in self.ids if (scores := self.earlier(who))]
        return sources.tests_changed(min(last) - SLACK, self.month, self.ids) if last else set()

    # study

    @cached_property
    def seconds(self) -> dict[tuple[UUID, Month], int]:
        """Credited seconds of all kinds, by person and month."""
        rows = MonthTotal.objects.filter(
            learner__in=self.ids, month__gte=str(self.oldest), month__lte=str(self.month)
        )
        sums = rows.order_by().values_list("learner", "month").annotate(total=Sum("seconds"))
        return {(who, Month.parse(month)): total for who, month, total in sums}

    @cached_property
    def targets(self) -> dict[UUID, int]:
        """Seconds to be studied in the month; worked out for whom there is no row."""
        missing = [who for who in self.ids if (who, self.month) not in self._targets]
        if missing and not self.running:
            rebuild_targets(learners=missing, months=[self.month])
            del self._targets
        found = self._targets
        return {who: found[who, self.month] for who in self.ids if (who, self.month) in found}

    @cached_property
    def _targets(self) -> dict[tuple[UUID, Month], int]:
        """Of the month; with ``thorough`` of the earlier ones too."""
        first = self.oldest if self.thorough else self.month
        return _targets(self.ids, first, self.month)

    def earlier_targets(self, ids: list[UUID]) -> dict[tuple[UUID, Month], int]:
        if self.thorough:
            return self._targets
        return _targets(ids, self.oldest, self.month.previous())

    @cached_property
    def heads(self) -> dict[UUID, Facts]:
        rows = ChainHead.objects.filter(learner__in=self.ids).values_list(
            "learner", "number", "hash"
        )
        return {who: {"number": number, "hash": hashed} for who, number, hashed in rows}

    @cached_property
    def entries(self) -> dict[UUID, int]:
        """How many ledger entries stand for the month."""
        rows = CreditEntry.objects.filter(learner__in=self.ids, month=str(self.month)).order_by()
        return dict(rows.values_list("learner").annotate(Count("pk")))

    # exemptions, level, office

    @cached_property
    def exemptions(self) -> dict[UUID, list[Exempt]]:
        """All that touch the month or one looked back on, cancelled ones too."""
        rows = Exemption.objects.filter(
            offender__in=self.ids, starts_on__lte=self.month.last, ends_on__gte=self.oldest.first
        )
        found: dict[UUID, list[Exempt]] = defaultdict(list)
        columns = (
            "offender", "id", "kind", "starts_on", "ends_on", "granted_at", "cancelled_at",
        )  # fmt: skip
        for who, pk, kind, first, last, granted, cancelled in rows.values_list(*columns):
            plain = {"id": str(pk), "kind": kind, "from": str(first), "until": str(last)}
            found[who].append(
                Exempt(plain, Span(first, last), cancelled is None, cancelled or granted)
            )
        return found

    def exempt_in(self, who: UUID, month: Month) -> list[Exempt]:
        """Standing exemptions with a day in ``month``."""
        touching = (
            one
            for one in self.exemptions.get(who, ())
            if one.stands and one.span.within(month.first, month.last)
        )
        return sorted(touching, key=lambda one: (one.plain["from"], one.plain["id"]))

    def days(self, who: UUID, month: Month) -> Facts:
        spans = [one.span for one in self.exempt_in(who, month)]
        return {
            "month": month.days,
            "liable": liable_days(month, correction_of(self.people[who]), spans),
            "in_correction": self.in_correction(who, month),
        }

    def in_correction(self, who: UUID, month: Month) -> int:
        return liable_days(month, correction_of(self.people[who]), ())

    @cached_property
    def levels(self) -> dict[UUID, tuple[str, Any]]:
        """The level at the end of the month, and the day since when."""
        changes = LevelChange.objects.filter(offender__in=self.ids, on__lte=self.month.last)
        rows = changes.order_by("on", "at", "pk").values_list("offender", "level", "on")
        return {who: (level, on) for who, level, on in rows}

    @cached_property
    def offices(self) -> dict[UUID, int]:
        """The office at the end of the month: where the first later move led away from."""
        moved = OfficeMove.objects.filter(offender__in=self.ids, on__gt=self.month.last)
        rows = moved.order_by("-on", "-at", "-pk").values_list("offender", "before")
        found = {who: one.office_id for who, one in self.people.items()}
        return found | {who: before for who, before in rows if before is not None}


def _targets(ids: list[UUID], first: Month, last: Month) -> dict[tuple[UUID, Month], int]:
    rows = MonthTarget.objects.filter(
        learner__in=ids, month__gte=str(first), month__lte=str(last)
    ).values_list("learner", "month", "seconds")
    return {(who, Month.parse(month)): seconds for who, month, seconds in rows}


def _record(row: tuple[Any, ...]) -> Record:
    """From the values of ``COLUMNS``."""
    pk, offender, kind, on, hours, stage, same_as, same_item, counts_in, is_late = row
    plain = {
        "id": str(pk),
        "kind": kind,
        "on": str(on),
        "hours": None if hours is None else str(hours),
        "stage": stage,
        "same_as": str(same_as) if same_as else None,
        "same_item": same_item,
    }
    return Record(plain, offender, Month.of(on), Month.parse(counts_in), is_late)


def profiles(ids: Iterable[UUID]) -> Iterator[Offender]:
    """The files of ``ids``, without anything encrypted."""
    return Offender.objects.filter(pk__in=list(ids)).only(*PROFILE).order_by("pk").iterator()
