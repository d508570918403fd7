"""Objections (异议): made by the person, answered by the office, decided by the county.

Nobody works on their own entry. What is accepted is put right in the same transaction and leads to
a new version of the score; both versions stay to be seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lms.accounts import policies
from lms.accounts.models import User
from lms.accounts.permissions import Permission
from lms.core import audit
from lms.core.errors import Conflict, Denied, Invalid, NotVisible
from lms.core.months import Month, today
from lms.credits import actions as credits
from lms.scoring.models import Attachment, ConductRecord, MonthScore, Objection, ObjectionStep
from lms.scoring.notices.giving import speaks_for
from lms.scoring.objections import disputes as objecting
from lms.scoring.objections.news import tell_county, tell_office, tell_person

MOST_PHOTOS = 3
MOST_TEXT = 2000
MOST_OPEN = 20
"""Open objections to one score: as many as there are lines, and a few stretches of study."""


@dataclass(frozen=True, kw_only=True)
class NewRecord:
    """A conduct record that an accepted objection adds."""

    kind: str
    on: date
    hours: Any = None
    stage: str = ""


@dataclass(frozen=True, kw_only=True)
class Remedy:
    """How an accepted objection is put right: records to cancel, a record to add; proposed hours
    are approved by themselves."""

    cancel: Sequence[ConductRecord] = field(default=())
    add: NewRecord | None = None


def object_to(
    *,
    by: User,
    score: MonthScore,
    line: str = "",
    study: str | None = None,
    text: str,
    uploads: Sequence[Any] = (),
) -> Objection:
    """Object to one line of a score, to all of it, or to uncounted study time (``study``: the
    `objecting.Stretch.key`).

    Raises `NotVisible` (not one's own, nor a juvenile's in one's care), `Conflict` (too late, an
    older version, one is open already), `Invalid`.
    """
    if not speaks_for(by, score.offender):
        raise NotVisible(_("There is no such score."), code="score")
    _refuse_too_late(score)
    text = _text(text, _("Please say what is wrong."))
    stretch = _stretch(score, study)
    _refuse_line(score, line, study)
    if len(uploads) > MOST_PHOTOS:
        sentence = _("At most %(n)d pictures, please.") % {"n": MOST_PHOTOS}
        raise Invalid(sentence, code="many", fields={"photos": [sentence]})
    answer_due, decide_due = deadlines(score, today())
    from lms.scoring.evidence.attaching import together

    try:
        with together():
            _refuse_open(score, line, stretch)
            made = Objection.objects.create(
                id=uuid4(), offender=score.offender, score=score, line=line, study=stretch,
                text=text, answer_due=answer_due, decide_due=decide_due,
            )  # fmt: skip
            _step(made, ObjectionStep.Kind.SENT, by, text)
            _attach(made, by, uploads)
            tell_office(made)
    except IntegrityError as error:
        raise _already_open() from error
    return made


def deadlines(score: MonthScore, day: date) -> tuple[date, date]:
    """Until when the office answers and the county decides, counted in working days."""
    from lms.scoring.closing.working_days import working_day_after

    calendar = score.county_month.rules.calendar
    return (
        working_day_after(day, calendar.answer_working_days),
        working_day_after(day, calendar.reply_working_days),
    )


def _refuse_too_late(score: MonthScore) -> None:
    if not score.is_current:
        raise Conflict(
            _("There is a newer version of this score. Please object to that one."), code="version"
        )
    if not objecting.is_open_to_objections(score):
        raise Conflict(
            _(
                "The time for objections to this score is over. You can still turn to the county "
                "agency, and to the people's procuratorate."
            ),
            code="too_late",
        )


def _text(text: str, sentence: str, name: str = "text") -> str:
    text = text.strip().replace("\0", "")
    if not text:
        raise Invalid(sentence, code="text", fields={name: [sentence]})
    if len(text) > MOST_TEXT:
        sentence = _("At most %(n)d characters, please.") % {"n": MOST_TEXT}
        raise Invalid(sentence, code="long", fields={name: [sentence]})
    return text


def _stretch(score: MonthScore, study: str | None) -> dict[str, Any] | None:
    if study is None:
        return None
    found = objecting.stretches(score.offender.user, score.month)
    stretch = next((one for one in found if one.key == study), None)
    if stretch is None:
        sentence = _("Please choose the time that was not counted.")
        raise Invalid(sentence, code="study", fields={"study": [sentence]})
    return stretch.plain


def _refuse_line(score: MonthScore, line: str, study: str | None) -> None:
    items = {item.code for item in score.county_month.rules.items}
    if line and (study is not None or line not in items):
        raise Invalid(_("This score has no such line."), code="line")


def _refuse_open(score: MonthScore, line: str, stretch: dict[str, Any] | None) -> None:
    waiting = Objection.objects.filter(score=score, state__in=objecting.OPEN)
    known = list(waiting.select_for_update())
    if len(known) >= MOST_OPEN:
        raise Conflict(_("Please wait until your objections are answered."), code="many")
    for one in known:
        same_study = stretch and one.study and one.study["started_at"] == stretch["started_at"]
        if same_study or (not stretch and one.study is None and one.line == line):
            raise _already_open()


def _already_open() -> Conflict:
    return Conflict(
        _("You have objected to this already, and it is being looked at."), code="already_open"
    )


def _attach(made: Objection, by: User, uploads: Sequence[Any]) -> None:
    if not uploads:
        return
    from lms.scoring.evidence.attaching import attach

    for upload in uploads:
        attach(
            by=by, kind=Attachment.Kind.OBJECTION, about=made.pk, upload=upload,
            offender=made.offender,
        )  # fmt: skip


def _step(made: Objection, kind: str, by: User, text: str) -> ObjectionStep:
    step = ObjectionStep.objects.create(
        objection=made, kind=kind, text=text, by=by, offender=made.offender
    )
    audit.record(
        f"scoring.objection_{kind}",
        actor=by,
        target=made,
        on_whom=made.offender,
        after={"line": made.line, "month": made.score.month, "study": made.study is not None},
        reason="" if kind == ObjectionStep.Kind.SENT else text,
    )
    return step


def withdraw(*, by: User, objection: Objection) -> Objection:
    """Taken back by who made it, while nobody has decided."""
    if not speaks_for(by, objection.offender):
        raise NotVisible(_("There is no such objection."), code="objection")
    with transaction.atomic():
        made = _locked(objection)
        if made.state not in objecting.OPEN:
            raise Conflict(_("This objection has been decided already."), code="decided")
        made.state = Objection.State.WITHDRAWN
        made.save(update_fields=["state"])
        _step(made, ObjectionStep.Kind.WITHDRAWN, by, _("withdrawn"))
    return made


def _locked(objection: Objection) -> Objection:
    locked = Objection.objects.select_for_update(of=("self",))
    return locked.select_related(
        "score__county_month", "offender__user", "offender__office"
    ).get(pk=objection.pk)  # fmt: skip


def answer(*, by: User, objection: Objection, text: str, seconds: int | None = None) -> Objection:
    """What the office says to it. ``seconds``: hours that the office proposes for uncounted study;
    they are posted when the county accepts.

    Raises `Denied` (no right here, one's own file, one's own entry), `Conflict` (answered already).
    """
    policies.require(by, Permission.ANSWER_OBJECTION, objection.offender)
    text = _text(text, _("Please write the answer."))
    with transaction.atomic():
        made = _locked(objection)
        if made.state != Objection.State.SENT:
            raise Conflict(_("This objection has been answered already."), code="answered")
        _refuse_own(by, made)
        if seconds:
            _propose_hours(by, made, seconds, text)
        made.state = Objection.State.ANSWERED
        made.save(update_fields=["state"])
        _step(made, ObjectionStep.Kind.ANSWERED, by, text)
        tell_county(made)
    return made


def _refuse_own(by: User, made: Objection) -> None:
    if by.pk == made.offender_id:
        raise Denied(_("Nobody works on their own file."), code="own_file")
    if by.pk in objecting.who_entered(objecting.disputed_records(made)):
        raise Denied(
            _("You entered or confirmed what is in dispute, so somebody else has to do this."),
            code="own_entry",
        )


def _propose_hours(by: User, made: Objection, seconds: int, text: str) -> None:
    if made.study is None:
        raise Invalid(_("This objection is not about study time."), code="study")
    start, end = objecting.interval_of(made)
    credits.propose_correction(
        by=by, learner=made.offender.user, seconds=seconds, reason=text, started_at=start,
        ended_at=end,
    )  # fmt: skip


def decide(
    *,
    by: User,
    objection: Objection,
    accepted: bool,
    reason: str,
    correction: Remedy | None = None,
) -> Objection:
    """The county's decision, with a reason. An accepted objection is put right at once: records are
    cancelled or added, proposed hours posted, and the score is worked out anew.

    Raises `Denied` (no right, one's own file, entry or answer), `Conflict` (not to be decided yet
    or any more; nothing would change), `Invalid`.
    """
    policies.require(by, Permission.DECIDE_OBJECTION, objection.offender)
    reason = _text(reason, _("Please give the reason."), "reason")
    with transaction.atomic():
        made = _locked(objection)
        _refuse_deciding(by, made)
        if accepted:
            made.state = Objection.State.ACCEPTED
            made.amended = _put_right(by, made, correction or Remedy(), reason)
            kind = ObjectionStep.Kind.ACCEPTED
        else:
            made.state = Objection.State.DECLINED
            _decline_hours(by, made, reason)
            kind = ObjectionStep.Kind.DECLINED
        made.save(update_fields=["state", "amended"])
        _step(made, kind, by, reason)
        tell_person(made, reason)
    return made


def _refuse_deciding(by: User, made: Objection) -> None:
    if made.state not in objecting.OPEN:
        raise Conflict(_("This objection has been decided already."), code="decided")
    if made.state == Objection.State.SENT and made.answer_due >= today():
        raise Conflict(
            _("The office has time to answer until %(day)s.") % {"day": made.answer_due},
            code="unanswered",
        )
    _refuse_own(by, made)
    if by.pk == objecting.answered_by(made):
        raise Denied(_("Somebody else decides than who answered."), code="own_answer")


def _put_right(by: User, made: Objection, remedy: Remedy, reason: str) -> MonthScore:
    """Corrects the facts and makes the new version. Raises `Conflict` when no
    fact would change."""
    from lms.scoring.closing import amend_score

    month = Month.parse(made.score.month)
    _cancel(by, made, remedy, reason, month)
    _add(by, made, remedy, reason, month)
    hours = objecting.proposed_hours(made)
    if hours is not None:
        credits.approve_correction(by=by, correction=hours, reason=reason)
    elif made.study is not None:
        raise Conflict(
            _(
                "Nobody has proposed hours for this time yet. Let somebody else propose them on "
                "the page of evidence, then accept here."
            ),
            code="no_hours",
        )
    score = _current(made)
    amended = amend_score(by=by, score=score, reason=reason)
    if amended.facts_hash == score.facts_hash:
        raise Conflict(
            _("The score would stay as it is. Choose what is to be corrected."), code="unchanged"
        )
    return amended


def _current(made: Objection) -> MonthScore:
    """The version that stands now: an earlier objection may have led to a newer one."""
    scores = MonthScore.objects.current().select_related("county_month", "offender__office")
    return scores.get(county_month=made.score.county_month, offender=made.offender)


def _cancel(by: User, made: Objection, remedy: Remedy, reason: str, month: Month) -> None:
    from lms.scoring.actions.conduct import cancel_conduct

    disputed = {record.pk for record in objecting.disputed_records(made)}
    for record in remedy.cancel:
        if record.pk not in disputed:
            raise Invalid(_("This record is not in dispute."), code="record")
        cancel_conduct(by=by, record=record, reason=reason, counts_in=month)


def _add(by: User, made: Objection, remedy: Remedy, reason: str, month: Month) -> None:
    from lms.scoring.actions.conduct import record_conduct

    new = remedy.add
    if new is None:
        return
    if Month.of(new.on) != month:
        sentence = _("The day must lie in the month of the score.")
        raise Invalid(sentence, code="month", fields={"on": [sentence]})
    record_conduct(
        by=by, offender=made.offender, kind=new.kind, on=new.on, hours=new.hours, stage=new.stage,
        note=reason, origin=ConductRecord.Origin.OBJECTION, counts_in=month,
    )  # fmt: skip


def _decline_hours(by: User, made: Objection, reason: str) -> None:
    """Hours that the office proposed for it are not posted either."""
    hours = objecting.proposed_hours(made)
    if hours is not None and hours.proposed_by_id != by.pk:
        credits.decline_correction(by=by, correction=hours, reason=reason)
