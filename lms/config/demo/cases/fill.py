"""The whole case library of the demo, each case in the room and on the day it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from cases import demo
from cases.models import CasePage
from lms.accounts.models import Organisation, User
from lms.config.demo.accounts import again
from lms.config.demo.cases import shelf, terms
from lms.config.demo.cases.desk import Crew, Desk, Told
from lms.config.demo.cases.drafts import draft_of
from lms.config.demo.library import Desk as LibraryDesk
from lms.config.demo.when import as_of
from lms.core.errors import DomainError
from lms.training.posts import PostBook

Say = Callable[[str], None]
NEWEST, WITHDRAWN = "warning-01", "warning-02"
PUBLISHED = (
    "warning-08", "warning-04", WITHDRAWN, "warning-07", "warning-03", "warning-09", "warning-11",
    "warning-12", "warning-10", NEWEST,
)  # fmt: skip
"""In this order; the first three with their own dates before, the last one some days ago."""
IN_COUNTY_REVIEW, IN_LEGAL_REVIEW = "warning-06", "warning-05"
LAST_DAYS, AHEAD = 4, 10
"""Days since the newest was published; days that the oldest needed before."""
LISTED = ("warning-01", "warning-03", "exemplary-02")
SEMINAR = ("warning-04", "warning-01", "warning-10")
ASKED_ABOUT = ("warning-11", "warning-10")


@dataclass
class Shelf:
    """What was published, by the codes of the files."""

    pages: dict[str, CasePage] = field(default_factory=dict)

    def some(self, *codes: str) -> list[CasePage]:
        return [self.pages[code] for code in codes if code in self.pages]


@dataclass(frozen=True)
class Rooms:
    """Where cases are written, by whom, and since when there are accounts."""

    desk: LibraryDesk
    staff: dict[str, User]
    procuratorate: Organisation
    managers: list[User]
    opened: date

    @property
    def crew(self) -> Crew:
        staff = self.staff
        county = (again(staff["reviewer"]), again(staff["manager"]))
        author, second = again(staff["prosecutor"]), again(staff["prosecutor2"])
        return Crew(author, second, county, self.procuratorate)


def fill(rooms: Rooms, today: date, say: Say) -> Shelf:
    """Word lists, reading rules, warning cases by the procuratorate, the others by the editors."""
    cases = demo.cases()
    terms.write(cases)
    with as_of(rooms.opened, 10):
        terms.rule([again(one) for one in rooms.managers])
    posts = PostBook()
    drafts = {case.code: (case.kind, draft_of(case, posts)) for case in cases}
    originals = {one.case: one for one in demo.originals()}
    told = {
        code: Told(draft, originals.get(code), f"（{draft.year}）东0998刑初{number}号")
        for number, (code, (kind, draft)) in enumerate(drafts.items(), start=17)
        if kind == demo.WARNING
    }
    made = Shelf()
    others = {code: pair for code, pair in drafts.items() if pair[0] != demo.WARNING}
    _warn(Desk(rooms.crew), told, made, (today - rooms.opened).days - AHEAD, say)
    made.pages |= shelf.publish(rooms.desk, others, say)
    return made


def _warn(desk: Desk, told: dict[str, Told], made: Shelf, oldest: int, say: Say) -> None:
    step = (oldest - LAST_DAYS) / (len(PUBLISHED) - 1)
    for number, code in enumerate(PUBLISHED):
        days = round(oldest - step * number)
        try:
            made.pages[code] = desk.publish(told[code], days)
        except DomainError as stopped:
            say(f"  stays where it is: {code}: {stopped} {stopped.fields}")
            continue
        if code == WITHDRAWN:
            desk.withdraw(made.pages.pop(code), max(LAST_DAYS, days - 12))
    for leave, code in (
        (desk.leave_at_the_county, IN_COUNTY_REVIEW),
        (desk.leave_in_legal_review, IN_LEGAL_REVIEW),
    ):
        try:
            leave(told[code])
        except DomainError as stopped:
            say(f"  stays where it is: {code}: {stopped} {stopped.fields}")
    desk.leave_open()
