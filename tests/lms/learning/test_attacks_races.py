"""Several requests of one learner at the same moment: nothing is lost, nothing counts twice, and
nobody gets a fault for an answer. In a database of its own, since threads see only what is
committed and the ledger's rows cannot be deleted afterwards."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from lms.core.errors import Conflict
from lms.credits.models import CreditEntry
from lms.credits.verify import verify
from lms.learning import devices
from lms.learning.actions import presence, study
from lms.learning.models import (
    PresenceChallenge,
    StudyClock,
    StudyInterval,
    StudySession,
    UncountedInterval,
)
from tests.factories import content, people
from tests.lms.learning.conftest import MORNING
from tests.racing import at_once, own_database  # noqa: F401 - the fixture of this module

THREADS = 8
ROUNDS = 5
Call = Callable[[], Any]


@pytest.fixture(scope="module")
def film(db: None) -> Any:
    """A video of ten hours that anybody in the county may study."""
    course = content.course(people.land().county)
    media = content.media(organisation=course.owner_organisation, seconds=36_000)
    return content.video_lesson(course, media=media)


@pytest.fixture(autouse=True)
def _eager_threads() -> Iterator[None]:
    """Threads take turns every few microseconds, so that races happen."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


class Studying:
    """A learner with an open session, played by calling the actions."""

    def __init__(self, film: Any, at: Callable[[Any], None]) -> None:
        self.learner = people.offender(people.land().office).user
        self.film, self._at, self.now, self.seq, self.position = film, at, MORNING, 0, 0.0
        self.wait(0)
        self.open()

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self._at(self.now)

    def open(self) -> dict[str, Any]:
        opened = study.open_session(learner=self.learner, lesson_id=self.film.pk)
        self.session, self.seq = UUID(opened["id"]), 0
        return opened

    def beat(self, seq: int, position: float, state: str = "playing") -> Any:
        return study.take_beat(
            learner=self.learner, session_id=self.session, seq=seq, position=position, state=state
        )

    def play(self, seconds: float) -> dict[str, Any]:
        answer: dict[str, Any] = {}
        for _n in range(round(seconds / 15)):
            self.wait(15)
            self.seq, self.position = self.seq + 1, self.position + 15
            answer = self.beat(self.seq, self.position)
        return answer

    def close(self) -> dict[str, Any]:
        return study.close_session(learner=self.learner, session_id=self.session)

    def answer(self, challenge: dict[str, Any], *, right: bool = True) -> Any:
        row = PresenceChallenge.objects.get(pk=challenge["id"])
        wrong = next(option["id"] for option in row.options if option["id"] != row.right)
        return presence.answer_challenge(
            learner=self.learner,
            session_id=self.session,
            challenge_id=row.pk,
            answer=row.right if right else wrong,
        )

    def books(self) -> tuple[int, int, int]:
        """Confirmed, provisional and uncounted milliseconds, from the rows alone."""
        confirmed = StudyInterval.objects.of(self.learner).values_list("milliseconds", flat=True)
        missed = UncountedInterval.objects.of(self.learner).values_list("milliseconds", flat=True)
        clock = StudyClock.objects.get(pk=self.learner.pk)
        waiting = sum(row[4] for row in clock.state["uncounted"]) + clock.state["clock"]
        return sum(confirmed), clock.provisional_ms, sum(missed) + waiting

    def is_sound(self) -> bool:
        """All time is in the books once, the ledger holds, one question is open at most."""
        elapsed = (self.now - MORNING) / timedelta(milliseconds=1)
        open_ones = PresenceChallenge.objects.filter(learner=self.learner, outcome="open")
        return (
            sum(self.books()) == elapsed
            and not list(verify(self.learner.pk))
            and open_ones.count() <= 1
        )


@pytest.fixture
def studying(film: Any, at: Any, monkeypatch: pytest.MonkeyPatch) -> Studying:
    """A question is due after each two minutes."""
    monkeypatch.setattr("lms.learning.actions.presence.new_due_point", lambda: 120_000)
    return Studying(film, at)


@pytest.fixture
def unasked(film: Any, at: Any, monkeypatch: pytest.MonkeyPatch) -> Studying:
    """No question is due while the test lasts."""
    monkeypatch.setattr("lms.learning.actions.presence.new_due_point", lambda: 10**9)
    return Studying(film, at)


def test_the_same_beat_many_times_at_once_counts_once(unasked) -> None:
    for number in range(1, ROUNDS + 1):
        unasked.wait(15)
        found = at_once(*[lambda n=number: unasked.beat(n, n * 15.0)] * 20)
        assert all(one == found[0] for one in found)
    assert unasked.books() == (0, ROUNDS * 15_000, 0)


def test_the_beat_that_brings_a_question_brings_one_question(studying) -> None:
    studying.play(105)
    studying.wait(15)
    found = at_once(*[lambda: studying.beat(8, 120)] * 20)
    assert {one["challenge"]["id"] for one in found} == {
        str(row.pk) for row in PresenceChallenge.objects.filter(learner=studying.learner)
    }
    assert len({one["challenge"]["expires_at"] for one in found}) <= 2
    assert studying.is_sound()


def test_different_beats_at_once_are_counted_or_refused(unasked) -> None:
    """Whoever arrives second finds an older number, or too little time since the first."""
    for number in range(ROUNDS):
        unasked.wait(15)
        seqs = [number * THREADS + n for n in range(1, THREADS + 1)]
        at_once(*[lambda seq=seq, at=number: unasked.beat(seq, at * 15 + 15.0) for seq in seqs])
    assert unasked.books() == (0, ROUNDS * 15_000, 0)


def test_a_beat_and_an_answer_at_once_lose_neither(studying) -> None:
    for _n in range(ROUNDS):
        challenge = studying.play(120)["challenge"]
        studying.wait(15)
        studying.seq, studying.position = studying.seq + 1, studying.position + 15
        beats = [lambda: studying.beat(studying.seq, studying.position)] * 3
        *_told, verdict = at_once(*beats, lambda c=challenge: studying.answer(c))
        assert verdict["passed"]
    assert sum(studying.books()[:2]) == ROUNDS * 135_000
    assert studying.is_sound()


def test_a_beat_and_a_close_at_once(unasked) -> None:
    for _n in range(ROUNDS):
        unasked.play(30)
        unasked.wait(15)
        seq, place = unasked.seq + 1, unasked.position + 15
        told, closing, again = at_once(
            lambda s=seq, p=place: unasked.beat(s, p), unasked.close, unasked.close
        )
        assert closing == again
        if isinstance(told, Conflict):
            assert told.code == "closed"
            assert closing["provisional_seconds"] == 30
        else:
            assert closing["provisional_seconds"] == 45
        unasked.position = unasked.open()["position"]
    assert StudySession.objects.of(unasked.learner).filter(state="open").count() == 1


def test_ten_sessions_opened_at_once_leave_one(studying) -> None:
    studying.play(30)
    opened = at_once(*[studying.open] * 10)
    kept = StudyClock.objects.get(pk=studying.learner.pk)
    states = dict(StudySession.objects.of(studying.learner).values_list("pk", "state"))
    assert len(states) == 11
    assert [pk for pk, state in states.items() if state == "open"] == [kept.session]
    assert str(kept.session) in {one["id"] for one in opened}
    assert studying.is_sound()


def test_the_first_session_of_all_opened_ten_times_at_once(film, at) -> None:
    at(MORNING)
    learner = people.offender(people.land().office).user
    call = lambda: study.open_session(learner=learner, lesson_id=film.pk)  # noqa: E731
    assert len({one["id"] for one in at_once(*[call] * 10)}) == 10
    assert StudySession.objects.of(learner).filter(state="open").count() == 1


@pytest.mark.parametrize("right", [True, False])
def test_the_same_answer_many_times_at_once_is_judged_once(studying, right) -> None:
    challenge = studying.play(120)["challenge"]
    found = at_once(*[lambda: studying.answer(challenge, right=right)] * THREADS)
    assert all(one == found[0] for one in found)
    assert found[0]["passed"] is right
    assert CreditEntry.objects.of(studying.learner).count() == right
    asked = PresenceChallenge.objects.filter(learner=studying.learner)
    assert asked.count() == (1 if right else 2)
    assert studying.is_sound()


def test_all_options_at_once_are_one_attempt(studying) -> None:
    """Whoever sends every option in parallel has sent the first one that arrived."""
    challenge = studying.play(120)["challenge"]

    def send(option: dict[str, str]) -> Any:
        return presence.answer_challenge(
            learner=studying.learner,
            session_id=studying.session,
            challenge_id=UUID(challenge["id"]),
            answer=option["id"],
        )

    found = at_once(*[lambda o=option: send(o) for option in challenge["options"]])
    judged = [one for one in found if not isinstance(one, Conflict)]
    assert len(judged) == 1
    assert {one.code for one in found if isinstance(one, Conflict)} == {"expired"}
    assert studying.is_sound()


def test_an_answer_a_confirmation_by_staff_and_a_close_at_once_post_once(studying) -> None:
    officer = people.user_with_role("officer", people.land().office)
    challenge = studying.play(120)["challenge"]

    def confirm() -> Any:
        return presence.confirm_presence(by=officer, learner=studying.learner, reason="本人在场")

    at_once(lambda: studying.answer(challenge), confirm, confirm, studying.close)
    assert CreditEntry.objects.of(studying.learner).seconds() == 120
    assert studying.is_sound()


def test_a_sweep_and_a_late_beat_and_a_new_session_at_once(unasked) -> None:
    for _n in range(ROUNDS):
        unasked.play(30)
        unasked.wait(1801)
        learner, seq = unasked.learner.pk, unasked.seq + 1
        at_once(
            lambda who=learner: study.close_silent(who),
            lambda who=learner: study.close_silent(who),
            lambda s=seq: unasked.beat(s, unasked.position + 15),
            unasked.open,
        )
        kept = StudyClock.objects.get(pk=learner)
        open_ones = StudySession.objects.of(unasked.learner).filter(state="open")
        assert [one.pk for one in open_ones] == [kept.session]
        unasked.session, unasked.seq = kept.session, 0
    ended = StudySession.objects.of(unasked.learner).exclude(state="open")
    assert {(one.state, one.ended_by) for one in ended} == {("closed", "server")}


def test_two_sweeps_of_lapsed_time_and_a_new_session_at_once(studying) -> None:
    studying.play(60)
    studying.close()
    studying.wait(86_400)
    sweep = lambda: study.forfeit_lapsed(studying.learner.pk)  # noqa: E731
    at_once(sweep, sweep, studying.open)
    missed = UncountedInterval.objects.of(studying.learner)
    assert [one.milliseconds for one in missed] == [60_000]


def test_a_new_device_seen_twice_at_once_is_one_device(db, rf) -> None:
    request = rf.get("/")
    request.COOKIES[devices.COOKIE] = "x" * 32
    found = at_once(*[lambda: devices.device_of(request)] * THREADS)
    assert len({one.pk for one in found}) == 1
