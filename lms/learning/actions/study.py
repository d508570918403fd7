"""Opening a session, taking a beat, closing: the engine's rules on the rows that hold them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from content.study import studyable
from lms.core import context
from lms.core.clock import now
from lms.core.errors import Conflict, DomainError, NotVisible
from lms.learning import answers, completion, engine
from lms.learning.actions import presence, settling
from lms.learning.actions.enrolling import begin, courses_open_to
from lms.learning.clock import SEEK, Beat, Opening
from lms.learning.keeping import (
    HELD_AFTER_CLOSING,
    Kept,
    milliseconds,
    moment,
    now_ms,
    read,
    read_beat,
    read_or_make,
)
from lms.learning.models import Enrolment, LessonProgress, StudyClock, StudySession
from lms.learning.rules import rules_for

State, End = StudySession.State, StudySession.End
MOST_TRIES = 3
"""Once more after a lost race; and once more, since a repeated beat may lengthen a question."""
MOST_NOTES = 40
"""Uncounted stretches that the clock's row holds before they are written down as evidence."""


def open_session(*, learner: Any, lesson_id: int, device: Any = None) -> dict[str, Any]:
    """Begin to study a lesson where it was left; an open session of theirs is superseded.

    Raises `NotVisible` (not theirs) and `Conflict` ``prerequisite``, naming what to do first.
    """
    page = studyable(lesson_id, learner)
    if course := getattr(page, "course", None):
        _refuse_if_not_theirs(learner, course)
        _refuse_open_prerequisites(learner, course)
    policy = rules_for(learner).policy(page)
    with transaction.atomic():
        kept = read_or_make(learner.pk)
        if kept.is_open:
            _end_for_another(kept)
        _take_stock(kept)
        if course:
            begin(learner=learner, course=course)
        session = _new_session(learner, page, policy.nominal // 1000, device)
        kept.session, kept.is_open, kept.lapses_at = session.pk, True, None
        kept.policy, kept.answer, kept.rhythm = policy, {}, [0, 0, 0]
        kept.clock = engine.opened(
            kept.clock,
            _opening(learner, page, session, policy.nominal),
            now=now_ms(),
            due=presence.new_due_point(),
        )
        settling.write_uncounted(kept)
        settling.save_progress(kept, page)
        kept.write()
    return _answer_opening(kept)


def _refuse_if_not_theirs(learner: Any, course: Any) -> None:
    """Whoever may read a course may not always study it: staff read what offenders are taught."""
    enrolled = Enrolment.objects.of(learner).filter(course=course).exists()
    if not enrolled and not courses_open_to(learner).filter(pk=course.pk).exists():
        raise NotVisible(_("This lesson does not exist or is not meant for you."))


def _refuse_open_prerequisites(learner: Any, course: Any) -> None:
    if titles := completion.open_prerequisites(learner, course):
        sentence = _("Please finish first: %(courses)s.") % {"courses": "、".join(titles)}
        raise Conflict(sentence, code="prerequisite")


def _new_session(learner: Any, page: Any, nominal: int, device: Any) -> StudySession:
    facts = context.info()
    return StudySession.objects.create(
        id=uuid4(),
        learner=learner,
        lesson=page.study_id,
        lesson_title=page.title[:255],
        origin=page.origin,
        kind=page.study_kind,
        nominal_seconds=nominal,
        device=device,
        address=facts.address or None,
        agent=facts.agent,
    )


def _opening(learner: Any, page: Any, session: StudySession, nominal: int) -> Opening:
    known = LessonProgress.objects.filter(learner=learner, lesson=page.study_id).first()
    position = min(known.position_ms, nominal) if known else 0
    if position >= nominal - SEEK:
        position = 0  # seen to the end: from the beginning again
    return Opening(
        session=str(session.pk),
        lesson=page.study_id,
        origin=str(page.origin),
        position=position,
        furthest=min(known.furthest_ms, nominal) if known else 0,
        covered=min(known.covered_ms, nominal) if known else 0,
        completed=bool(known and known.completed_at),
        earned=settling.earned_of(learner.pk, page.origin),
    )


def _answer_opening(kept: Kept) -> dict[str, Any]:
    progress = LessonProgress.objects.get(learner=kept.learner_id, lesson=kept.clock.lesson)
    return {
        "id": str(kept.session),
        "beat_interval": answers.BEAT_INTERVAL,
        "nominal_seconds": kept.policy.nominal // 1000,
        "position": answers.seconds(kept.clock.position),
        "furthest": answers.seconds(kept.clock.furthest),
        "credited_seconds": progress.credited_seconds,
        "state": State.OPEN.value,
    }


def _end_for_another(kept: Kept) -> None:
    """A new session takes the place of the open one, unless that had been silent for so long that
    it counts as closed."""
    if kept.is_silent:
        _close(kept, End.BY_SERVER)
        return
    kept.clock = engine.superseded(kept.clock, now_ms())
    settling.save_progress(kept)
    closing = answers.of_closing(kept, None)
    settling.end_session(kept, state=State.SUPERSEDED, ended_by=End.BY_OTHER, closing=closing)
    kept.is_open = False


def _take_stock(kept: Kept) -> None:
    """What time has done since: a question that ran out, provisional time past its day."""
    kept.clock, over = engine.expire(kept.clock, now_ms())
    if over:
        presence.expired(over)
    presence.let_lapse(kept)


def take_beat(
    *, learner: Any, session_id: UUID, seq: int, position: float, state: str
) -> dict[str, Any]:
    """Credit the time since the beat before (contract.md, Beats). One SELECT and one UPDATE,
    unless a question is due or the lesson is completed.

    Raises `NotVisible` (not theirs), `Conflict` ``closed``, ``superseded``, ``old_beat``, ``busy``.
    """
    beat = Beat(seq, round(position * 1000), state)
    for _try in range(MOST_TRIES):
        kept = read_beat(learner.pk)
        if kept is None or kept.session != session_id or not kept.is_open:
            raise _ended(learner, session_id)
        if kept.is_silent and close_silent(learner.pk):
            raise _ended(learner, session_id)
        try:
            outcome = engine.advance(kept.clock, beat, now_ms(), kept.policy)
        except engine.OldBeat as error:
            sentence = _("A newer sign of life has arrived already.")
            raise Conflict(sentence, code="old_beat") from error
        if outcome.replay and outcome.clock is kept.clock:
            return kept.answer
        answer = _take(kept, outcome)
        if answer is not None:
            return answer
    raise Conflict(_("Two beats arrived at the same moment. Please repeat."), code="busy")


def _ended(learner: Any, session_id: UUID) -> DomainError:
    """Why a beat cannot be taken: `NotVisible`, or `Conflict` with the session's state."""
    session = StudySession.objects.filter(pk=session_id, learner=learner).first()
    if session is None:
        return NotVisible(_("This session does not exist."))
    sentences = {
        State.SUPERSEDED: _("You went on studying on another page or device."),
        State.CLOSED: _("This session has been closed."),
    }
    # Open there and not here: it was superseded between two reads.
    state = State.SUPERSEDED if session.state == State.OPEN else State(session.state)
    return Conflict(sentences[state], code=state.value, more={"state": state.value})


def _take(kept: Kept, outcome: engine.Outcome) -> dict[str, Any] | None:
    """Keep what the engine made of the beat; None when somebody else wrote in between."""
    before, clock = kept.clock, outcome.clock
    if outcome.reason is None and clock.state == "playing":
        _feel_rhythm(kept, clock.at - before.at)
    kept.clock = clock
    challenge = _still_open(kept)
    finished = clock.completed and not before.completed
    if not (outcome.ask or outcome.expired or finished or len(clock.uncounted) > MOST_NOTES):
        kept.answer = _answer(kept, outcome, challenge)
        return kept.answer if kept.write_beat() else None
    with transaction.atomic():
        # The row is locked before anything is written that a lost race would leave behind.
        if not StudyClock.objects.select_for_update().filter(
            pk=kept.learner_id, version=kept.version
        ):
            return None
        if outcome.expired:
            presence.expired(outcome.expired)
        if outcome.ask:
            challenge = presence.ask(kept, due=outcome.ask == "due")
        if finished:
            settling.save_progress(kept)
        settling.write_uncounted(kept)
        kept.answer = _answer(kept, outcome, challenge)
        kept.write()
    return kept.answer


def _answer(
    kept: Kept, outcome: engine.Outcome, challenge: dict[str, Any] | None
) -> dict[str, Any]:
    """Of a repeated beat all stays as it was but the question's time."""
    if outcome.replay:
        return {**kept.answer, "challenge": challenge}
    return answers.of_beat(kept, outcome.reason, challenge)


def _still_open(kept: Kept) -> dict[str, Any] | None:
    """The question of the last answer, while it is open, with its present time."""
    question, known = kept.clock.question, kept.answer.get("challenge")
    if question is None:
        return None
    if not known or known["id"] != question.id:
        return presence.shown(kept)
    return answers.of_question(question.id, known["prompt"], known["options"], question.expires)


def _feel_rhythm(kept: Kept, delta: int) -> None:
    count, total, squares = kept.rhythm
    kept.rhythm = [count + 1, total + delta, squares + delta * delta]


def close_session(*, learner: Any, session_id: UUID) -> dict[str, Any]:
    """End a session; asks a question when anything is provisional. Twice answers the same."""
    with transaction.atomic():
        kept = read(learner.pk, locked=True)
        if kept is None or kept.session != session_id or not kept.is_open:
            session = StudySession.objects.filter(pk=session_id, learner=learner).first()
            if session is None:
                raise NotVisible(_("This session does not exist."))
            return dict(session.closing)
        return _close(kept, End.BY_LEARNER)


def _close(kept: Kept, ended_by: str) -> dict[str, Any]:
    """End the session of a clock that is locked. The server asks nothing: nobody is there. Whoever
    must pass a question before anything is earned is offered one."""
    _take_stock(kept)
    kept.clock = engine.closed(kept.clock)
    waiting = kept.clock.provisional_ms() > 0
    challenge = presence.shown(kept)
    asks = ended_by == End.BY_LEARNER and not kept.clock.is_stopped(now_ms())
    if asks and challenge is None and (waiting or kept.clock.locked):
        challenge = presence.ask(kept, due=False)
    kept.is_open, kept.lapses_at = False, now() + HELD_AFTER_CLOSING if waiting else None
    settling.save_progress(kept)
    settling.write_uncounted(kept)
    closing = answers.of_closing(kept, challenge)
    settling.end_session(kept, state=State.CLOSED, ended_by=ended_by, closing=closing)
    kept.write()
    return closing


def close_silent(learner_id: UUID) -> bool:
    """Close a session that was silent for 30 minutes; False when it has spoken since."""
    with transaction.atomic():
        kept = read(learner_id, locked=True)
        if kept is None or learner_id not in StudyClock.objects.silent().filter(
            pk=learner_id
        ).values_list("pk", flat=True):
            return False
        _close(kept, End.BY_SERVER)
    return True


def forfeit_lapsed(learner_id: UUID) -> bool:
    """Forfeit provisional time that no question confirmed within 24 hours of closing."""
    with transaction.atomic():
        kept = read(learner_id, locked=True)
        if kept is None or kept.is_open or not kept.lapses_at or kept.lapses_at > now():
            return False
        _take_stock(kept)
        settling.write_uncounted(kept)
        kept.write()
    return True


def waits_since(learner_id: UUID) -> datetime | None:
    """When the oldest of what this learner has provisionally was studied; None without any."""
    kept = read(learner_id)
    starts = [piece.start for piece in kept.clock.provisional] if kept else []
    return moment(min(starts)) if starts else None


def forfeit_before(learner_id: UUID, edge: datetime) -> bool:
    """A month locks: what is provisional of the time before ``edge`` ends (contract.md, Limits).
    False when there is none."""
    with transaction.atomic():
        kept = read(learner_id, locked=True)
        if kept is None or all(milliseconds(edge) <= p.start for p in kept.clock.provisional):
            return False
        kept.clock = engine.cut_off(kept.clock, milliseconds(edge))
        if not kept.clock.provisional:
            kept.lapses_at = None
        settling.write_uncounted(kept)
        kept.write()
    return True


def last_sign_of_life(learner: Any) -> datetime | None:
    """When the last beat came: studying keeps the sign-in alive though it writes no web session."""
    return StudyClock.objects.filter(pk=learner.pk).values_list("last_at", flat=True).first()
