"""The columns of a file of conduct records, and its template."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from lms.accounts.models.offenders import Stage
from lms.accounts.roster.columns import Column
from lms.accounts.roster.opening import Form
from lms.accounts.roster.template import Book, write_book
from lms.scoring.conduct.rules import LONGEST_KEY, LONGEST_NOTE
from lms.scoring.rules.kinds import KINDS, RECORDED

MOST_ROWS = 10_000


class KindChoices:
    """The kinds that may be recorded, in the form of a ``TextChoices``."""

    values = list(RECORDED)

    def __call__(self, code: str) -> Any:
        return KINDS[code]

    @property
    def labels(self) -> list[Any]:
        return [KINDS[code].label for code in RECORDED]

    @property
    def choices(self) -> list[tuple[str, Any]]:
        return [(code, KINDS[code].label) for code in RECORDED]


COLUMNS = (
    Column(
        "key", gettext_noop("outside key"), required=True, longest=LONGEST_KEY,
        hint=gettext_noop("The record's number in the other system: the same number is the same"
                          " record."),
    ),
    Column("code", gettext_noop("file code"), required=True, longest=32,
           hint=gettext_noop("The number of the file.")),
    Column("name", gettext_noop("person's name"), longest=60,
           hint=gettext_noop("Compared with the register: a row about somebody else is refused.")),
    Column("kind", gettext_noop("what happened"), "choice", KindChoices(), required=True),
    Column("on", gettext_noop("day"), "date", required=True,
           hint=gettext_noop("Like 2026-03-01.")),
    Column("hours", gettext_noop("hours"), longest=8,
           hint=gettext_noop("For public-benefit activity: more than 0, at most 24.")),
    Column("stage", gettext_noop("stage"), "choice", Stage,
           hint=gettext_noop("For the certificate of a stage.")),
    Column("note", gettext_noop("what is known"), longest=LONGEST_NOTE),
    Column("late", gettext_noop("late"), "flag",
           hint=gettext_noop("Yes: when its month is locked, let it count in the open month.")),
)  # fmt: skip

FORM = Form(
    COLUMNS,
    frozenset({"key", "code", "kind", "on"}),
    MOST_ROWS,
    gettext_lazy(
        "No sheet has the headings of conduct records. Please use the template; needed are:"
        " %(names)s."
    ),
    gettext_lazy("More than %(n)d rows. Please split the file."),
)
EXAMPLES = (
    {"key": "ZG-2026-000123", "code": "2026-001", "name": "张三", "kind": "public_service",
     "on": date(2026, 10, 12), "hours": "2.5"},
    {"key": "ZG-2026-000124", "code": "2026-002", "name": "李四", "kind": "report_late",
     "on": date(2026, 10, 14)},
)  # fmt: skip


def write_template(path: Path) -> None:
    lead = (
        _("One line per fact. Columns with a star are needed."),
        _("The same file twice changes nothing: records are recognised by their key."),
        _("What counts ten points or more waits for a second person after the import."),
    )
    title = _("conduct records")
    write_book(path, Book(title, COLUMNS, lead, EXAMPLES, MOST_ROWS))
