"""Who is noticed: scripts that study in somebody's place, and not people who study."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from lms.learning import watching
from lms.learning.actions.signals import watch
from lms.learning.devices import COOKIE
from lms.learning.models import Device
from lms.learning.watching import Answer, Sitting
from tests.factories import content, people
from tests.lms.learning.conftest import MORNING, Student

HOME, CAFE = "36.20.0.1", "36.20.0.2"


@pytest.fixture
def film(course) -> Any:
    media = content.media(organisation=course.owner_organisation, seconds=36_000)
    return content.video_lesson(course, media=media)


def sit(student: Student, film: Any, *, beat: Any, answer: Any, beats: int = 65) -> None:
    """A sitting; ``beat()`` and ``answer()`` give seconds."""
    student.open(film)
    for _n in range(beats):
        step = beat()
        student.wait(step).beat(student.position + step)
        if student.answer["challenge"]:
            student.wait(answer())
            student.respond()
    student.close()
    if student.answer["challenge"]:
        student.wait(answer())
        student.respond()
    student.wait(600)


def kinds(*students: Student) -> set[str]:
    return {signal.kind for signal in watch([one.learner.pk for one in students])}


def test_a_script_is_noticed_by_its_rhythm_and_its_answers(student, film) -> None:
    for _n in range(3):
        sit(student, film, beat=lambda: 15, answer=lambda: 0.4)
    assert kinds(student) == {"machine_timing", "fast_answers"}


def test_somebody_who_studies_as_long_is_not(student, film) -> None:
    rng = random.Random(7)
    for _n in range(3):
        sit(
            student, film,
            beat=lambda: rng.uniform(14.2, 16.5), answer=lambda: rng.lognormvariate(2, 0.5),
        )  # fmt: skip
    assert kinds(student) == set()


def on(student: Student, device: str, address: str) -> Student:
    """The same person signs in on another device."""
    student.client.force_login(student.learner)
    student.client.cookies[COOKIE] = device * 24
    student.client.defaults["REMOTE_ADDR"] = address
    return student


def test_two_people_who_take_turns_in_one_account_are_noticed(student, film) -> None:
    for device, address in (("a", HOME), ("b", CAFE), ("a", HOME)):
        on(student, device, address).open(film)
        student.play(60).wait(4)
    assert kinds(student) == {"two_places"}


def test_somebody_who_goes_from_phone_to_computer_is_not(student, film) -> None:
    for device, address in (("a", HOME), ("b", HOME), ("a", CAFE)):
        on(student, device, address).open(film)
        student.play(60).wait(200)
    assert kinds(student) == set()


@pytest.mark.parametrize("kiosk", [False, True])
def test_one_device_of_two_people_is_noticed_unless_it_is_a_kiosk(
    student, film, land, at, kiosk
) -> None:
    other = Student(people.offender(land.office).user, at)
    for one in (student, other):
        on(one, "a", HOME).open(film)
        one.play(30).close()
        if kiosk:
            Device.objects.update(kiosk_of=land.office, kiosk_label="阅览室")
    assert kinds(student, other) == (set() if kiosk else {"shared_device"})


# The rules alone, over many simulated people.


def answers(rng: random.Random, times: Any, *, slips: float, number: int) -> list[Answer]:
    learner, found = uuid4(), []
    for n in range(number):
        right = rng.random() >= slips
        asked = MORNING + timedelta(hours=n)
        facts = {"learner": learner, "session": uuid4(), "asked_at": asked, "right": right}
        found.append(Answer(id=uuid4(), seconds=times(), characters=24, **facts))
    return found


def week_of(rng: random.Random, spread: float) -> list[Sitting]:
    learner = uuid4()
    return [
        Sitting(
            id=uuid4(),
            learner=learner,
            opened_at=datetime.fromisoformat("2026-09-21T09:00+08:00") + timedelta(days=n),
            beats=rng.randint(20, 200),
            mean_ms=15_100,
            spread_ms=round(rng.gauss(spread, spread / 10)),
        )
        for n in range(7)
    ]


def findings(sittings: list[Sitting], given: list[Answer]) -> set[str]:
    found = watching.machine_timing(sittings, given) + watching.fast_answers(given)
    return {one.kind for one in found + watching.always_right(given)}


def test_attentive_people_are_left_alone() -> None:
    """Of 500 who slip once in a hundred questions, hardly one is looked at in two months."""
    rng = random.Random(3)
    noticed = [
        findings(
            week_of(rng, 250),
            answers(rng, lambda: rng.lognormvariate(1.9, 0.5), slips=0.01, number=80),
        )
        for _n in range(500)
    ]
    assert sum(map(bool, noticed)) <= 5


@pytest.mark.parametrize(
    ("times", "number", "kind"),
    [
        (lambda rng: 0.3, 8, "fast_answers"),
        (lambda rng: 5.0, 8, "machine_timing"),
        (lambda rng: rng.uniform(5, 5.8), 8, "machine_timing"),
        (lambda rng: rng.uniform(3, 8), 80, "always_right"),
        (lambda rng: rng.lognormvariate(1.9, 0.5), 200, "always_right"),
    ],
    ids=["at once", "after five seconds", "after a random half second", "random", "like a person"],
)
def test_scripts_that_solve_questions_are_noticed_sooner_or_later(times, number, kind) -> None:
    rng = random.Random(4)
    for _n in range(50):
        given = answers(rng, lambda: times(rng), slips=0, number=number)
        assert kind in findings([], given)


def test_a_script_with_even_beats_is_noticed_and_a_shaky_line_is_not() -> None:
    rng = random.Random(5)
    assert findings(week_of(rng, 12), []) == {"machine_timing"}
    assert findings(week_of(rng, 60), []) == set()
