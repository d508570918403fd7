"""Plans that prescribe tests, and the nightly run."""

from __future__ import annotations

from datetime import date
from typing import Any

from content.models import PlanTemplate
from exams.actions.offers import offer_many
from exams.models import Offer, Paper, PaperAccess
from exams.plans import TestBook
from lms.accounts.models import Offender
from lms.core import jobs
from lms.core.months import today
from lms.learning.offices import Offices
from tests.factories import content, people
from tests.factories import exams as factory

NEED_NOTHING: dict[str, Any] = {"juveniles": "any"}


def plan(**conditions: Any) -> PlanTemplate:
    """A published plan of the county with one course; without conditions for everybody."""
    county = people.land().county
    return content.plan(county, content.course(county), **{**NEED_NOTHING, **conditions})


def paper_of(of: PlanTemplate, purpose: str = "monthly", **fields: Any) -> Paper:
    """A published paper that ``of`` prescribes."""
    made = factory.paper(purpose=purpose, **fields)
    made.access.all().delete()
    PaperAccess.objects.create(paper=made, plan=of)
    return made


def offender(**fields: Any) -> Offender:
    return people.offender(people.land().office, **fields)


def run(*who: Offender, on: date | None = None) -> int:
    """The nightly run for these people."""
    book = TestBook(Offices([one.office_id for one in who]), on or today())
    return offer_many(ids=[one.pk for one in who], book=book)


def nightly() -> Any:
    """The job as the worker runs it."""
    return jobs.run_now(jobs.enqueue("exams.offer"))


def offered(who: Offender) -> list[Offer]:
    """What stands."""
    return list(Offer.objects.standing().filter(person=who.pk).order_by("month"))
