"""The procuratorate's desk: warning cases by the way that everybody goes (cases/way.py)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cases import residue
from cases.actions import masking, releasing, reviewing, submitting
from cases.demo import Original
from cases.draft import CaseDraft
from cases.models import CasePage, Submission
from lms.accounts.models import Organisation, User
from lms.config.demo.cases import room
from lms.config.demo.cases.drafts import MANUSCRIPT, manuscript
from lms.config.demo.when import ago, as_of
from lms.training.actions import assigning

PREPARED = Path(__file__).with_name("prepared.txt")
UNFINISHED = "三张没有送到的告知书（整理中）"
ALLOWED = "已逐处核对：所指均为普通词语、职务或者机构通称，不能由此认出任何个人和单位。"
LEGAL = "事实、罪名和法条与判决一致，遮盖完整。"
COUNTY = "适合全县学习，风险点和防控措施写得具体。"
WITHDRAWN = "关联案件尚未审结，先行撤回，待判决生效后再发布。"


@dataclass(frozen=True)
class Crew:
    """Who hands in, who reviews."""

    author: User
    second: User
    county: tuple[User, ...]
    place: Organisation


@dataclass(frozen=True)
class Told:
    """One case: what is to be published, what it was made of, and its number at court."""

    draft: CaseDraft
    original: Original | None
    number: str

    @property
    def files(self) -> Iterator[tuple[str, bytes]]:
        """The original where there is one, and what was written of it: what a person decides to
        leave there stays in what is published."""
        if self.original is not None:
            yield f"{self.original.title}.txt", self.original.text.encode()
        yield MANUSCRIPT, manuscript(self.draft).encode()


class Desk:
    """Every step on its own day: prepared in a week, two days for each review."""

    def __init__(self, crew: Crew) -> None:
        self.crew = crew
        self._published = 0

    def publish(self, told: Told, days: int) -> CasePage:
        """A case that was published ``days`` ago, given to everybody whom it concerns."""
        row = self._at_the_county(told, days)
        reviewer = self.crew.county[self._published % len(self.crew.county)]
        self._published += 1
        with as_of(ago(days), 10, 20):
            row = reviewing.take(by=reviewer, submission=row)
            page = reviewing.approve(by=reviewer, submission=row, comment=COUNTY)
        with as_of(ago(days), 10, 30):
            assigning.assign(case=page)
        return page

    def withdraw(self, page: CasePage, days: int) -> None:
        with as_of(ago(days), 15, 5):
            row = Submission.objects.get(case=page)
            releasing.withdraw(by=self.crew.author, submission=row, reason=WITHDRAWN)
            assigning.take_back(case=page)

    def leave_at_the_county(self, told: Told) -> Submission:
        return self._at_the_county(told, 0)

    def leave_in_legal_review(self, told: Told) -> Submission:
        return self._sent(told, 0)

    def leave_open(self) -> Submission:
        """Read yesterday; what was found in it is still to be decided."""
        with as_of(ago(1), 16, 10):
            row, author = self._open(), self.crew.author
            room.bring(author, row, "关于费砚桥案的情况说明.txt", PREPARED.read_bytes())
            draft = CaseDraft(
                title="三张没有送到的告知书（整理中）", source_authority="某县人民检察院"
            )
            row = submitting.save_draft(by=author, submission=row, draft=draft, version=row.version)
            masking.accept_certain(by=author, submission=row)
        return row

    def _open(self) -> Submission:
        return submitting.open_submission(
            by=self.crew.author, organisation=self.crew.place, kind="warning"
        )

    def _at_the_county(self, told: Told, days: int) -> Submission:
        row = self._sent(told, days + 1)
        with as_of(ago(days + 1), 14, 40):
            if residue.of(row).likely:
                reviewing.allow(by=self.crew.second, submission=row, reason=ALLOWED)
            return reviewing.approve_legally(by=self.crew.second, submission=row, comment=LEGAL)

    def _sent(self, told: Told, days: int) -> Submission:
        author = self.crew.author
        with as_of(ago(days + 6), 9, 15):
            row = self._open()
            for name, content in told.files:
                room.bring(author, row, name, content)
        with as_of(ago(days + 4), 9, 40):
            row = submitting.save_draft(
                by=author, submission=row, draft=told.draft, version=row.version,
                case_number=told.number,
            )  # fmt: skip
            room.decide(author, row, told.draft)
        with as_of(ago(days + 2), 11, 5):
            return submitting.send(by=author, submission=row, legal_reviewer=self.crew.second)
