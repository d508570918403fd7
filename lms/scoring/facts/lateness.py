"""What became known of earlier months after they had been frozen (迟到事实).

A frozen month is not written again: the difference counts in the next one that is closed, shown as
such. For each earlier month two states are compared: what its score and the adjustments since then
have counted, and what the tables say now. So nothing is counted twice, whatever was cancelled,
confirmed or amended in between, and nothing is lost.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from lms.core.months import Month
from lms.scoring import sources
from lms.scoring.facts.plain import Facts, combine, counted_part, in_order
from lms.scoring.facts.reading import SLACK, PastScore, Reading, Record
from lms.scoring.models import MonthScore


class Lateness:
    """Of one batch; reads more only when somebody has news."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.histories: dict[UUID, list[Record]] = {}
        self.frozen: dict[UUID, dict[Month, tuple[Facts, Facts]]] = {}
        """Counted facts and scheme of each earlier score, by month."""
        self.news = sorted(who for who in reading.ids if self._has_news(who))
        if self.news:
            self._read()

    def _read(self) -> None:
        reading = self.reading
        self.histories = reading.every_record(self.news)
        self.targets = reading.earlier_targets(self.news)
        rows = MonthScore.objects.current().filter(
            offender__in=self.news, month__gte=str(reading.oldest), month__lt=str(reading.month)
        )
        rows = rows.order_by("month", "made_at")
        columns = ("offender", "month", "facts", "county_month__plain")
        for who, month, facts, scheme in rows.values_list(*columns):
            of_person = self.frozen.setdefault(who, {})
            of_person[Month.parse(month)] = counted_part(facts), scheme
        months = {month for scores in self.frozen.values() for month in scores}
        retested = [who for who in self.news if who in reading.retested]
        self.tests = {
            month: sources.tests_of(month, retested) for month in sorted(months) if retested
        }

    # who has news

    def _has_news(self, who: UUID) -> bool:
        reading = self.reading
        earlier = reading.earlier(who)
        if not earlier:
            return False
        scored = {one.month for one in earlier}
        if who in reading.touched or who in reading.retested:
            return True
        if self._by_records(who, earlier, scored):
            return True
        since = earlier[-1].made_at - SLACK
        if any(
            one.changed_at > since and one.span.first < reading.month.first
            for one in reading.exemptions.get(who, ())
        ):
            return True
        return any(self._by_figures(who, one) for one in earlier)

    def _by_records(self, who: UUID, earlier: list[PastScore], scored: set[Month]) -> bool:
        """A late record, or a penalty for a record of another month; of few persons every record is
        at hand and compared."""
        mine = self.reading.records.get(who, [])
        here = {one.plain["id"] for one in mine if one.home(scored) == self.reading.month}
        for one in mine:
            same = one.plain["same_as"]
            if one.counts_in == self.reading.month and (
                (one.is_late and one.on in scored) or (same is not None and same not in here)
            ):
                return True
        return self.reading.thorough and any(
            {_mark(record) for record in self.records_of(who, score.month)}
            != self._known(who, score)
            for score in earlier
        )

    def _known(self, who: UUID, score: PastScore) -> set[tuple[str, bool]]:
        """The records that were counted for the month of ``score``."""
        known = {_mark(record) for record in score.records or ()}
        for late in self._adjustments(who, score.month, until=self.reading.month):
            known -= {_mark(record) for record in late["before"]["records"]}
            known |= {_mark(record) for record in late["after"]["records"]}
        return known

    def _by_figures(self, who: UUID, score: PastScore) -> bool:
        """Study of that month, or the days in correction, are not what was counted."""
        reading = self.reading
        if score.seconds is not None and score.seconds != reading.seconds.get(
            (who, score.month), 0
        ):
            return True
        days = score.in_correction
        return days is not None and days != reading.in_correction(who, score.month)

    # what it comes to

    def of(self, who: UUID) -> list[Facts]:
        """``late`` of this person's facts."""
        found = []
        for month, (base, scheme) in self.frozen.get(who, {}).items():
            before = self._counted(who, month, base)
            after = self._true(who, month, before)
            if before != after:
                found.append(
                    {"month": str(month), "scheme": scheme, "before": before, "after": after}
                )
        return found

    def _counted(self, who: UUID, month: Month, base: Facts) -> Facts:
        """The score's own facts with the adjustments that months since then have made."""
        for late in self._adjustments(who, month, until=self.reading.month):
            base = combine(base, late["before"], late["after"])
        return base

    def _adjustments(
        self, who: UUID, month: Month, *, until: Month | None = None, after: Month | None = None
    ) -> Iterable[Facts]:
        for score in self.reading.scores.get(who, ()):
            if (until and score.month >= until) or (after and score.month <= after):
                continue
            yield from (late for late in score.late if late["month"] == str(month))

    def _true(self, who: UUID, month: Month, counted: Facts) -> Facts:
        """What the tables say, without what later months have counted already."""
        reading = self.reading
        found = {**counted, "records": self.records_of(who, month)}
        if counted["study"] and "head" in counted["study"]:
            target = self.targets.get((who, month), counted["study"]["target_seconds"])
            seconds = reading.seconds.get((who, month), 0)
            found["study"] = {**counted["study"], "seconds": seconds, "target_seconds": target}
        found["days"] = reading.days(who, month)
        found["exemptions"] = [one.plain for one in reading.exempt_in(who, month)]
        if who in reading.retested:  # an offer that was withdrawn leaves nothing
            found["tests"] = self.tests.get(month, {}).get(who)
        return self.without_later(who, month, found)

    def without_later(self, who: UUID, month: Month, facts: Facts) -> Facts:
        """``facts`` of ``month`` without what months after the one that is gathered have adjusted:
        a score that is made anew must not count it once more."""
        for late in self._adjustments(who, month, after=self.reading.month):
            facts = {**facts, **combine(counted_part(facts), late["after"], late["before"])}
        return facts

    def records_of(self, who: UUID, month: Month) -> list[Facts]:
        """The records that belong to ``month``: those at home there and those that freeze scores
        since earlier months; marked where another month's penalty counts the same fact."""
        reading = self.reading
        scored = {one.month for one in reading.earlier(who)}
        every = self.histories.get(who) or reading.records.get(who, [])
        homes = {one.plain["id"]: one.home(scored) for one in every}
        settled = {
            same
            for one in every
            if (same := one.plain["same_as"]) in homes and homes[same] != homes[one.plain["id"]]
        }
        return in_order(
            one.plain | ({"settled": True} if one.plain["id"] in settled else {})
            for one in every
            if _belongs(one, month, homes[one.plain["id"]], reading.freezing)
        )


def _belongs(record: Record, month: Month, home: Month, freezing: list[str]) -> bool:
    carried = record.plain["kind"] in freezing and home < month and record.counts_in <= month
    return home == month or carried


def _mark(record: Facts) -> tuple[str, bool]:
    return record["id"], bool(record.get("settled"))
