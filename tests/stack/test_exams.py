"""Sittings when things break: no answer that was acknowledged is lost, no result is double."""

from __future__ import annotations

import http.client
import threading
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.stack.clients import Answer, Api, Hall, at_once
from tests.stack.platform import until

NO_ANSWER = (OSError, http.client.HTTPException)
PLACES = 4
MAKE = """
from lms.accounts.actions.sessions import issue_token
from tests.factories import exams, people
land = people.land()
paper = exams.paper(*[exams.question() for _ in range({places})], access=land.county)
found = []
for _ in range({count}):
    user = people.offender(land.office, password=None).user
    found.append([str(user.pk), issue_token(user)[0]])
answer = {{"paper": str(paper.pk), "candidates": found}}
"""
STATE = """
from exams import saved
from exams.models import Sitting
answer = {{
    str(one.candidate_id): {{
        "state": one.state, "version": one.grading_version, "points": str(one.points),
        "answers": {{str(k): v for k, v in saved.latest_answers(one).items()}},
        "marks": [[m.place, m.detail.get("chosen")] for m in one.marks.filter(reader=0)],
    }}
    for one in Sitting.objects.filter(paper={paper!r})
}}
"""


@dataclass
class Candidate:
    """Saves one answer after the other, as fast as they are acknowledged, until one is not."""

    api: Api
    pk: str
    paper: str
    sitting: str = ""
    safe: dict[int, int] = field(default_factory=dict)
    seq: int = 0
    refused: Answer | None = None

    def begin(self) -> Answer:
        answer = self.api.call("POST", f"tests/{self.paper}/sittings", {"tab": "t1"})
        self.sitting = answer["id"]
        return answer

    def save(self, place: int, given: int) -> Answer:
        self.seq += 1
        one = {"place": place, "seq": self.seq, "given": given}
        answer = self.call("answers", {"tab": "t1", "answers": [one]})
        if answer.status == 200:
            self.safe[place] = given
        return answer

    def call(self, path: str, body: Any = None) -> Answer:
        return self.api.call("POST", f"sittings/{self.sitting}/{path}", body or {"tab": "t1"})

    def run(self) -> None:
        try:
            for number in range(100_000):
                answer = self.save(number % PLACES, number % 3)
                if answer.status != 200:
                    self.refused = answer
                    return
        except NO_ANSWER:
            return


@dataclass
class Room:
    hall: Hall
    paper: str
    candidates: list[Candidate]

    def state(self) -> dict[str, Any]:
        found: dict[str, Any] = self.hall.platform.python(STATE.format(paper=self.paper))
        return found

    def orders(self) -> dict[str, list[list[str]]]:
        """Of each candidate, the ids of options in the order of each place."""
        code = (
            "from exams.models import Sitting\n"
            "answer = {str(s.candidate_id): [p['order']['options'] for p in s.frozen] for s in"
            f" Sitting.objects.filter(paper={self.paper!r})}}"
        )
        found: dict[str, list[list[str]]] = self.hall.platform.python(code)
        return found


@pytest.fixture
def room(hall: Hall) -> Room:
    hall.morning()
    made = hall.platform.python(MAKE.format(places=PLACES, count=6))
    people = [
        Candidate(Api(hall.platform.port, token), pk, made["paper"])
        for pk, token in made["candidates"]
    ]
    assert {one.begin().status for one in people} == {201}
    return Room(hall, made["paper"], people)


def writing(room: Room) -> list[threading.Thread]:
    threads = [threading.Thread(target=one.run, daemon=True) for one in room.candidates]
    for thread in threads:
        thread.start()
    until(lambda: min(one.seq for one in room.candidates) >= 10, what="ten answers of each")
    return threads


def test_a_server_killed_in_mid_sitting_loses_no_acknowledged_answer(room: Room) -> None:
    threads = writing(room)
    room.hall.platform.kill("web")
    for thread in threads:
        thread.join(30)
    room.hall.platform.start("web")
    state, orders = room.state(), room.orders()
    for one in room.candidates:
        kept = state[one.pk]["answers"]
        for place, given in one.safe.items():
            options = orders[one.pk][place]
            under_way = options[(given + PLACES) % 3]
            assert kept[str(place)] in {options[given], under_way}
        assert one.save(0, 1).status == 200


def test_what_is_acknowledged_while_somebody_hands_in_is_graded(room: Room) -> None:
    threads = writing(room)
    answers = at_once(lambda one=one: one.call("submit") for one in room.candidates)
    assert {answer.status for answer in answers} == {200}
    for thread in threads:
        thread.join(30)
    state, orders = room.state(), room.orders()
    for one in room.candidates:
        assert one.refused is not None
        assert (one.refused.status, one.refused["title"]) == (409, "handed_in")
        graded = dict(state[one.pk]["marks"])
        for place, given in one.safe.items():
            assert graded[place] == [orders[one.pk][place][given]]


def test_a_server_killed_while_they_hand_in_makes_no_result_double(room: Room) -> None:
    for one in room.candidates:
        for place in range(PLACES):
            assert one.save(place, 0).status == 200
    answers: list[Answer] = []

    def hand_in(one: Candidate) -> None:
        try:
            answers.append(one.call("submit"))
        except NO_ANSWER:
            return

    threads = [
        threading.Thread(target=hand_in, args=(one,), daemon=True) for one in room.candidates
    ]
    for thread in threads:
        thread.start()
    until(lambda: answers, what="the first result")
    room.hall.platform.kill("web")
    for thread in threads:
        thread.join(30)
    room.hall.platform.start("web")
    assert {one.call("submit").status for one in room.candidates} == {200}
    state = room.state()
    for one in room.candidates:
        row = state[one.pk]
        assert (row["state"], row["version"], len(row["marks"])) == ("final", 1, PLACES)


def test_the_clock_ends_it_for_everybody_once(room: Room) -> None:
    for one in room.candidates:
        assert one.save(0, 0).status == 200
    room.hall.wait(31 * 60)
    closing = "from exams.actions.sitting import close_overdue; answer = close_overdue()"
    reading = threading.Thread(
        target=lambda: [one.api.get(f"sittings/{one.sitting}") for one in room.candidates]
    )
    reading.start()
    room.hall.platform.python(closing)
    reading.join(30)
    assert room.candidates[0].save(1, 0)["title"] == "time_up"
    rows = room.state().values()
    assert {(row["state"], row["version"], len(row["marks"])) for row in rows} == {
        ("final", 1, PLACES)
    }
