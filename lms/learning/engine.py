"""Verified study: what a beat is worth (contract.md, Beats). Pure: values in, values out.

`advance` moves the clock by one beat. What else happens to it — a question asked, passed, failed; a
session opened, closed — has a function of its own; `lms.learning.actions.study` calls them in a
transaction and keeps the result. A clock given in is never changed.

Always: the steps of a session add up to what was confirmed, is provisional, was not counted, and
what its run still carries.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from lms.learning import spans
from lms.learning.clock import (
    AHEAD,
    CLOCK,
    COVERAGE,
    LEAST,
    MOST,
    MOST_PIECES,
    SEEK,
    Beat,
    Clock,
    Opening,
    Piece,
    Policy,
    Question,
    day_of,
)


class OldBeat(Exception):
    """Its ``seq`` lies before one that was accepted."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The clock after a beat and why the step was not counted (None: it was).

    ``ask``: a question is wanted now — ``due``, or as an ``offer`` to someone who failed one.
    ``expired``: the id of the question whose time ran out. ``replay``: the beat was the last one.
    """

    clock: Clock
    reason: str | None = None
    ask: str = ""
    expired: str = ""
    replay: bool = False


def advance(clock: Clock, beat: Beat, now: int, policy: Policy) -> Outcome:
    """The clock after ``beat``, received at ``now``. Raises `OldBeat`.

    The last ``seq`` again changes nothing, but extends once by 60 s the question that it carried.
    """
    if beat.seq == clock.seq:
        return Outcome(_extended(clock), replay=True)
    if beat.seq < clock.seq:
        raise OldBeat
    c = clock.copy()
    c.seq = beat.seq
    if c.at <= now < c.at + LEAST and beat.state == c.state:
        return Outcome(c, "too_soon")
    expired = _expire(c, now)
    position = min(beat.position, policy.nominal)
    if now < c.at:
        # The server's clock went back: no second is used twice, so nothing until it is there again.
        reason: str | None = "clock"
        _end_run(c, c.at)
        _move(c, position, policy)
    elif beat.state != "playing" or now - c.at > MOST:
        reason = beat.state if beat.state != "playing" else "gap"
        _end_run(c, c.at)
        for start, end in policy.pieces(c.at, now):
            _uncount(c, start, end, end - start, reason)
        c.lead = max(0, c.lead - (now - c.at))
        _move(c, position, policy)
    else:
        reason = _played(c, position, now, policy)
    c.at, c.state = max(c.at, now), beat.state
    c.completed = c.completed or _is_complete(c, policy)
    return Outcome(c, reason, ask=_wanted(c, now), expired=expired)


def _wanted(c: Clock, now: int) -> str:
    if c.question is not None or c.is_stopped(now):
        return ""
    if c.locked:
        return "offer"
    return "due" if c.due and c.provisional_ms() >= c.due else ""


def _move(c: Clock, position: int, policy: Policy) -> None:
    """In a step that is not credited media do not pass what was seen; text may be scrolled."""
    if policy.media:
        c.position = min(position, c.furthest)
    else:
        c.position, c.furthest = position, max(c.furthest, position)


def _is_complete(c: Clock, policy: Policy) -> bool:
    """Media: 98 % seen and within 5 s of the end. Text: the end reached and the time covered."""
    if policy.media:
        return c.furthest * 100 >= policy.nominal * 98 and c.furthest >= policy.nominal - SEEK
    return c.furthest * 100 >= policy.nominal * 99 and c.covered >= policy.nominal


def _played(c: Clock, position: int, now: int, policy: Policy) -> str | None:
    """A playing step of at most 90 s, cut at midnight and the edges of study hours."""
    delta = now - c.at
    unseen = max(0, position - c.furthest) if policy.media else 0
    if unseen and unseen + _ahead(c) > delta + SEEK:
        for start, end in policy.pieces(c.at, now):
            _uncount(c, start, end, end - start, "seek")
        return "seek"
    if not policy.media:
        c.furthest = max(c.furthest, position)
    began, come_from, reason = c.at, c.position, None
    for start, end in policy.pieces(began, now):
        # Where in the lesson the cut fell: playing is even within a step.
        to = come_from + (position - come_from) * (end - began) // delta
        reason = _step(c, start, end, to, policy, cut=start > began) or reason
    c.position = position
    c.lead = min(SEEK, max(-CLOCK, c.lead + unseen - delta))
    return reason


def _ahead(c: Clock) -> int:
    """How far what was seen is ahead of the time there was to see it."""
    return max(c.coverage, c.lead) - c.clock if c.running else c.lead


def _step(c: Clock, start: int, end: int, to: int, policy: Policy, *, cut: bool) -> str | None:
    """One piece of a playing step: credited if nothing bars it."""
    room_before = max(0, policy.cap - c.day_ms)
    if day_of(start) != c.day:
        cut = cut or bool(c.day)
        c.day, c.day_ms = day_of(start), 0
    reason = _barred(c, start, policy)
    if reason:
        if c.running:
            _end_run(c, start)
        _uncount(c, start, end, end - start, reason)
    elif policy.media:
        reason = _credit_media(
            c, start, end, to=to, policy=policy, room_before=room_before if cut else None
        )
    else:
        reason = _credit_text(c, start, end, policy)
    if policy.media:
        c.position, c.furthest = to, max(c.furthest, to)
    else:
        room = min(policy.nominal, c.furthest + AHEAD) - c.covered
        c.covered += max(0, min(end - start, room))
    return reason


def _barred(c: Clock, moment: int, policy: Policy) -> str | None:
    if not policy.is_open(moment):
        return "closed_hours"
    if c.is_barred(moment):
        return "no_presence"
    return "capped" if c.day_ms >= policy.cap else None


def _credit_media(
    c: Clock, start: int, end: int, *, to: int, policy: Policy, room_before: int | None
) -> str | None:
    """min(Δ + clock, newly covered + coverage); the rest stays in the run up to its limits.

    After a cut (``room_before``: what the day before it had room for) seconds out of the old clock
    belong to the piece before the cut, and only what this side of it left over is carried on.
    """
    delta, carried = end - start, c.clock
    window = max(c.position, to - (delta + carried + SEEK))
    fresh = spans.without(window, to, c.taken())
    amount = spans.total(fresh)
    wanted = min(delta + carried, amount + c.coverage)
    excess = 0
    if room_before is not None:
        excess = min(wanted - delta, room_before) if c.piece and wanted > delta else 0
        wanted = min(wanted, delta + excess)
        if excess:
            c.provisional[-1].add(excess)
    credited = min(wanted, excess + policy.cap - c.day_ms)
    capped = wanted - credited
    _keep(c, start, end, credited - excess, spans.first(fresh, credited) if capped else fresh)
    left = delta + carried - credited - capped
    own = left if room_before is None else min(left, delta - (credited - excess))
    c.clock = 0 if capped else min(CLOCK, own)
    c.coverage = 0 if capped else min(COVERAGE, amount + c.coverage - credited)
    c.why = "repeat" if to < c.position or amount < to - window else "stalled"
    if capped:
        _uncount(c, end - capped, end, capped, "capped")
    if left > c.clock:
        _uncount(c, end - left + c.clock, end, left - c.clock, c.why)
    if capped:
        return "capped"
    return c.why if left > c.clock or (left and not credited) else None


def _credit_text(c: Clock, start: int, end: int, policy: Policy) -> str | None:
    """Reading time runs with the clock, at most two minutes ahead of what was scrolled to."""
    delta = end - start
    limit = min(policy.nominal, c.furthest + AHEAD)
    fresh = spans.first(spans.without(0, limit, c.taken()), delta)
    amount = spans.total(fresh)
    credited = min(amount, max(0, policy.cap - c.day_ms))
    _keep(c, start, end, credited, spans.first(fresh, credited))
    if amount > credited:
        _uncount(c, end - (amount - credited), end, amount - credited, "capped")
    if delta > amount:
        reason = "repeat" if limit == policy.nominal else "idle"
        _uncount(c, end - (delta - amount), end, delta - amount, reason)
        return reason
    return "capped" if amount > credited else None


def _keep(c: Clock, start: int, end: int, ms: int, parts: list[spans.Span]) -> None:
    """Add to the run's provisional piece, or begin one; a piece lies within one local day."""
    c.running = True
    c.day_ms += ms
    last = c.provisional[-1] if c.piece else None
    if last and day_of(last.start) == day_of(start):
        last.end = end
        last.add(ms)
        last.parts = spans.merged([*last.parts, *parts])
    elif ms or parts:
        c.provisional.append(Piece(c.session, c.lesson, c.origin, start, end, 0, parts))
        c.provisional[-1].add(ms)
        c.piece = True
        if len(c.provisional) > MOST_PIECES:
            _join_last(c.provisional)


def _join_last(pieces: list[Piece]) -> None:
    """Of very many short runs the last two become one piece, with the pause between them in it."""
    one, two = pieces[-2:]
    near = two.start - one.end <= MOST and day_of(one.start) == day_of(two.start)
    if near and one.session == two.session:
        joined = spans.merged([*one.parts, *two.parts])
        pieces[-2:] = [replace(one, end=two.end, ms=one.ms + two.ms, parts=joined)]


def _uncount(c: Clock, start: int, end: int, ms: int, reason: str) -> None:
    c.reasons[reason] = c.reasons.get(reason, 0) + ms
    _note(c, c.session, c.lesson, start=start, end=end, ms=ms, reason=reason)


def _note(
    c: Clock, session: str, lesson: int, *, start: int, end: int, ms: int, reason: str
) -> None:
    """Write evidence down, joined to the last line where it goes on."""
    last = c.uncounted[-1] if c.uncounted else None
    same_day = last is not None and day_of(last[2]) == day_of(start)
    if last and last[0] == session and last[5] == reason and last[3] == start and same_day:
        last[3], last[4] = end, last[4] + ms
    elif end > start:
        c.uncounted.append([session, lesson, start, end, ms, reason])


def _end_run(c: Clock, moment: int) -> None:
    """What the run has left over will never be used."""
    if c.clock:
        _uncount(c, moment - c.clock, moment, c.clock, c.why)
    c.running, c.piece, c.clock, c.coverage, c.lead = False, False, 0, 0, max(0, c.lead)


def _extended(clock: Clock) -> Clock:
    """The answer that carried the question was lost: 60 s more, once."""
    question = clock.question
    if question is None or question.extended or question.seq != clock.seq:
        return clock
    c = clock.copy()
    c.question = replace(question, extended=True, expires=question.expires + 60_000)
    return c


def _expire(c: Clock, now: int) -> str:
    """Time is up for the open question. Leaving one unanswered that is due, or after a wrong first
    attempt, is no way out."""
    question = c.question
    if question is None or now <= question.expires:
        return ""
    if question.due or question.attempt > 1:
        _fail(c, question.expires)
    c.question = None
    return question.id


def _fail(c: Clock, now: int) -> None:
    """Forfeit what is provisional; nothing is earned until a question is passed."""
    _forfeit(c, c.provisional)
    day = max(day_of(now), c.failed_day)
    c.failed = c.failed + 1 if c.failed_day == day else 1
    c.failed_day, c.provisional, c.piece, c.locked, c.question = day, [], False, True, None


def _forfeit(c: Clock, pieces: list[Piece]) -> None:
    for piece in pieces:
        _note(
            c, piece.session, piece.lesson,
            start=piece.start, end=piece.end, ms=piece.ms, reason="no_presence",
        )  # fmt: skip
        if piece.session == c.session:
            c.reasons["no_presence"] = c.reasons.get("no_presence", 0) + piece.ms
        if day_of(piece.start) == c.day:
            c.day_ms -= piece.ms


def asked(clock: Clock, question: Question) -> Clock:
    """A question has been put."""
    c = clock.copy()
    c.question = question
    return c


def expire(clock: Clock, now: int) -> tuple[Clock, str]:
    """The clock with an open question that has run out of time taken away; its id, or empty."""
    c = clock.copy()
    return c, _expire(c, now)


def passed(clock: Clock, due: int) -> tuple[Clock, list[Piece]]:
    """A question was passed, or staff confirmed: what was provisional is to be posted.

    ``due`` is the next due point: provisional milliseconds, drawn once. Time that the run still
    carries is left out of the last piece's interval, so that it can be credited later.
    """
    c = clock.copy()
    pieces, c.provisional = c.provisional, []
    if c.piece and day_of(pieces[-1].start) == c.day:
        pieces[-1].end -= c.clock
        pieces[-1].add(0)
    own = [part for piece in pieces if piece.origin == c.origin for part in piece.parts]
    c.earned = spans.merged([*c.earned, *own])
    c.due, c.locked, c.question, c.piece = due, False, None, False
    return c, pieces


def failed(clock: Clock, now: int) -> Clock:
    """Both attempts were wrong."""
    c = clock.copy()
    _fail(c, now)
    return c


def lifted(clock: Clock) -> Clock:
    """Staff have confirmed the person: the stop of the day is over."""
    c = clock.copy()
    c.failed, c.failed_day = 0, 0
    return c


def lapsed(clock: Clock) -> Clock:
    """A day has passed since closing: what no question confirmed is forfeited. That is no failed
    question."""
    c = clock.copy()
    before = (c.failed, c.failed_day, c.locked)
    _fail(c, c.at)
    c.failed, c.failed_day, c.locked = before
    return c


def cut_off(clock: Clock, edge: int) -> Clock:
    """The month before ``edge`` locks: what is provisional of it is forfeited; no failure."""
    c = clock.copy()
    _forfeit(c, [piece for piece in c.provisional if piece.start < edge])
    c.provisional = [piece for piece in c.provisional if piece.start >= edge]
    c.piece = c.piece and bool(c.provisional)
    return c


def closed(clock: Clock) -> Clock:
    """The session is over: its run ends. Provisional time, due point and question stay."""
    c = clock.copy()
    _end_run(c, c.at)
    return c


def superseded(clock: Clock, now: int) -> Clock:
    """A newer session takes the place of an open one: what was played since is told as such."""
    c = closed(clock)
    if c.state == "playing" and c.at < now <= c.at + MOST:
        _uncount(c, c.at, now, now - c.at, "superseded")
    return c


def opened(clock: Clock, opening: Opening, *, now: int, due: int) -> Clock:
    """A new session, after the old one was `closed` or `superseded`. ``due`` holds when no due
    point was drawn before."""
    c = clock.copy()
    c.session, c.lesson, c.origin = opening.session, opening.lesson, opening.origin
    c.position, c.furthest = opening.position, opening.furthest
    c.covered, c.completed = opening.covered, opening.completed
    c.earned, c.reasons, c.credited = spans.merged(opening.earned), {}, 0
    c.lead = max(0, c.lead - max(0, now - c.at))
    c.at, c.seq, c.state, c.due = max(now, c.at), 0, "", c.due or due
    return c
