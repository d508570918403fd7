"""Asking whether somebody is there, and what follows from the answer (contract.md, Presence)."""

from __future__ import annotations

import secrets
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lms.accounts import policies
from lms.accounts.permissions import Permission
from lms.core import audit
from lms.core.clock import now
from lms.core.errors import Conflict, Denied, Invalid, NotVisible
from lms.learning import answers, engine
from lms.learning.actions import settling
from lms.learning.clock import SECOND, Question
from lms.learning.keeping import Kept, now_ms, read, read_or_make
from lms.learning.models import PresenceChallenge, PresenceConfirmation, StudySession
from lms.learning.presence.draw import draw, shuffled
from lms.learning.signals import credited

Outcome = PresenceChallenge.Outcome
ATTEMPTS = 2


def new_due_point() -> int:
    """8 to 15 minutes of provisional time, in milliseconds; drawn at each pass, never redrawn."""
    return secrets.SystemRandom().randint(8 * 60 * SECOND, 15 * 60 * SECOND)


def ask(kept: Kept, *, due: bool, first: PresenceChallenge | None = None) -> dict[str, Any]:
    """Put a question to the learner: its row, the clock's note of it, what the client may see.

    ``first`` is the question whose answer was wrong. Inside a transaction.
    """
    _drop_open(kept)
    clock = kept.clock
    drawn = draw(kept.learner_id, clock.lesson, completed=clock.completed)
    options, right = shuffled(drawn)
    row = PresenceChallenge.objects.create(
        learner_id=kept.learner_id,
        session_id=clock.session,
        source=drawn.source,
        question=drawn.key[:80],
        prompt=drawn.prompt,
        options=options,
        right=right,
        when_due=due,
        attempt=2 if first else 1,
        first=first,
    )
    expires = now_ms() + kept.policy.answer
    question = Question(
        str(row.pk), due, expires, clock.seq, attempt=row.attempt, extended=bool(first)
    )
    kept.clock = engine.asked(clock, question)
    return answers.of_question(str(row.pk), row.prompt, row.options, expires)


def _drop_open(kept: Kept) -> None:
    """Whatever stood open for this learner before is no longer wanted."""
    open_ones = PresenceChallenge.objects.filter(learner_id=kept.learner_id, outcome=Outcome.OPEN)
    open_ones.update(outcome=Outcome.DROPPED)


def expired(question: str) -> None:
    """The row of a question that ran out of time."""
    open_one = PresenceChallenge.objects.filter(pk=question, outcome=Outcome.OPEN)
    open_one.update(outcome=Outcome.EXPIRED)


def let_lapse(kept: Kept) -> None:
    """Forfeit provisional time that no question confirmed within a day of closing."""
    if kept.lapses_at and kept.lapses_at <= now():
        kept.clock, kept.lapses_at = engine.lapsed(kept.clock), None


def shown(kept: Kept) -> dict[str, Any] | None:
    """The open question as the client may see it, or None. One query when there is one."""
    question = kept.clock.question
    if question is None:
        return None
    row = PresenceChallenge.objects.get(pk=question.id)
    return answers.of_question(question.id, row.prompt, row.options, question.expires)


def answer_challenge(
    *, learner: Any, session_id: UUID, challenge_id: UUID, answer: str
) -> dict[str, Any]:
    """Judge an answer: ``{"passed", "attempts_left", "challenge"}``.

    The same answer sent again gets the same verdict. Raises `NotVisible` (not this learner's),
    `Invalid` (no such option), `Conflict` ``expired``.
    """
    row = PresenceChallenge.objects.filter(pk=challenge_id, learner=learner).first()
    if row is None or not StudySession.objects.filter(pk=session_id, learner=learner).exists():
        raise NotVisible(_("This question does not exist."))
    if answer not in {option["id"] for option in row.options}:
        sentence = _("Please choose one of the answers.")
        raise Invalid(sentence, code="option", fields={"answer": [sentence]})
    with transaction.atomic():
        kept = read_or_make(learner.pk)
        row.refresh_from_db()
        verdict = _judged_before(kept, row, answer) or _judge(kept, row, answer)
    if verdict is None:
        raise Conflict(_("The time to answer this question is over."), code="expired")
    return verdict


def _judged_before(kept: Kept, row: PresenceChallenge, answer: str) -> dict[str, Any] | None:
    """The verdict of an answer that arrived before and whose reply was lost."""
    if row.answered_at is None or row.answer != answer:
        return None
    if row.outcome == Outcome.PASSED:
        return {"passed": True, "attempts_left": 0, "challenge": None}
    following = shown(kept)
    left = ATTEMPTS - row.attempt if following else 0
    return {"passed": False, "attempts_left": left, "challenge": following}


def _judge(kept: Kept, row: PresenceChallenge, answer: str) -> dict[str, Any] | None:
    question = kept.clock.question
    if question is None or question.id != str(row.pk) or row.outcome != Outcome.OPEN:
        return None
    kept.clock, over = engine.expire(kept.clock, now_ms())
    if over:
        expired(over)
        _keep(kept)
        return None
    passed = secrets.compare_digest(row.right, answer)
    row.answer, row.answered_at = answer, now()
    row.outcome = Outcome.PASSED if passed else Outcome.WRONG
    row.save(update_fields=["answer", "answered_at", "outcome"])
    following = None
    if passed:
        _confirm(kept, challenge=row)
    elif row.attempt < ATTEMPTS:
        following = ask(kept, due=question.due, first=row)
    else:
        kept.clock = engine.failed(kept.clock, now_ms())
    _keep(kept)
    left = 0 if passed else ATTEMPTS - row.attempt
    return {"passed": passed, "attempts_left": left, "challenge": following}


def _confirm(kept: Kept, **proof: Any) -> None:
    """Everything provisional is confirmed and posted."""
    kept.clock, pieces = engine.passed(kept.clock, new_due_point())
    kept.lapses_at = None
    entries = settling.post(kept, pieces, **proof)
    if entries:
        credited.send(sender=PresenceChallenge, learner_id=kept.learner_id, entries=entries)


def _keep(kept: Kept) -> None:
    """Write the clock back. The last answer is renewed: a repeated beat tells the new state."""
    settling.write_uncounted(kept)
    if kept.answer:
        kept.answer |= {
            "credited_seconds": kept.clock.credited,
            "provisional_seconds": kept.clock.provisional_ms(kept.clock.session) // 1000,
            "challenge": shown(kept),
        }
    kept.write()


def confirm_presence(
    *, by: Any, learner: Any, reason: str, means: str = PresenceConfirmation.Means.STAFF
) -> PresenceConfirmation:
    """A staff member has seen that the person is studying: it counts as a passed question and lifts
    the stop after three failed ones. Raises `Denied` (no right, oneself), `Invalid` (no reason)."""
    policies.require(by, Permission.CONFIRM_PRESENCE, learner)
    if by.pk == learner.pk:
        raise Denied(_("Nobody confirms themself."), code="own_presence")
    if not reason.strip():
        sentence = _("Please give the reason.")
        raise Invalid(sentence, code="reason", fields={"reason": [sentence]})
    return _confirmed(learner, by=by, means=means, reason=reason.strip())


def confirm_by_face(*, learner: Any, capture: bytes) -> PresenceConfirmation | None:
    """Ask the configured face provider; None when it sees somebody else, or there is none.
    Nobody depends on it: questions and staff remain (人脸识别 must not be the only way)."""
    from lms.learning.presence.providers import configured

    provider = configured()
    if provider is None or not provider.is_same_person(learner, capture):
        return None
    means = PresenceConfirmation.Means.FACE
    return _confirmed(learner, by=None, means=means, reason="", provider=provider.name)


def _confirmed(learner: Any, **proof: Any) -> PresenceConfirmation:
    with transaction.atomic():
        kept = read_or_make(learner.pk)
        confirmation = PresenceConfirmation.objects.create(learner=learner, **proof)
        _drop_open(kept)
        kept.clock, _over = engine.expire(engine.lifted(kept.clock), now_ms())
        let_lapse(kept)
        _confirm(kept, confirmation=confirmation)
        _keep(kept)
        audit.record(
            "learning.presence_confirmed", actor=proof["by"], target=confirmation,
            on_whom=learner, after={"means": proof["means"]}, reason=proof["reason"],
        )  # fmt: skip
    return confirmation


def provisional_seconds(learner_id: UUID) -> int:
    """What waits for the next passed question, in whole seconds."""
    kept = read(learner_id)
    return kept.clock.provisional_ms() // 1000 if kept else 0
