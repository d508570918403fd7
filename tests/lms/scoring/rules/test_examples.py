"""Months of offenders worked out by hand from domain.md §2: what each line gives, and the total.

A row: who it is, what happened, the lines by hand, the total by hand. Points that are not listed
are none. The base is 60; an ordinary month has eight credit hours of eight (E1 +8) and no
deduction (R2 +4): 72.
"""

from __future__ import annotations

import copy
from typing import Any

import pytest

from lms.scoring.rules.assess import assess
from lms.scoring.rules.scheme import load
from lms.scoring.schemes.in_force import shipped
from tests.factories.scoring import facts, record

SCHEME = load(shipped())
HOUR = 2700


def study(hours: float, target: float = 8) -> dict[str, Any]:
    return {"study": {"seconds": int(hours * HOUR), "target_seconds": int(target * HOUR)}}


def sat(*scores: int) -> dict[str, Any]:
    return {"tests": [{"id": f"t{number}", "score": s} for number, s in enumerate(scores)]}


def records(*kinds: Any) -> dict[str, Any]:
    made = [record(kind) if isinstance(kind, str) else record(**kind) for kind in kinds]
    return {"records": made}


def exempt(kind: str) -> dict[str, Any]:
    return {"exemptions": [{"kind": kind, "from": "2026-10-05", "to": "2026-10-12"}]}


def days(liable: int, in_correction: int = 31) -> dict[str, Any]:
    return {"days": {"month": 31, "liable": liable, "in_correction": in_correction}}


def same(kind: str, other: str, **changes: Any) -> dict[str, Any]:
    """A record of ``other`` and a penalty of ``kind`` for the same fact."""
    first = record(other)
    return {"records": [first, record(kind, same_as=first["id"], **changes)]}


def late(before: dict[str, Any], after: dict[str, Any], month: str = "2026-09") -> dict[str, Any]:
    frozen = {"month": month, "scheme": shipped()}
    return {"late": [frozen | {"before": facts(**before), "after": facts(**after)}]}


def served(*hours: str) -> list[dict[str, Any]]:
    return [{"kind": "public_service", "hours": one} for one in hours]


def stages(*names: str) -> list[dict[str, Any]]:
    return [{"kind": "stage_certificate", "stage": name} for name in names]


BUSY = ["class_attended", "class_attended", "individual_talk", "reflection", "report_on_time"]
TRIP = record("left_without_leave")
MISSED = record("report_missed")
PENALTY = record("ps_penalty")
ON_TIME = record("report_on_time")

Row = tuple[str, dict[str, Any], dict[str, int], int | None]
ROWS: list[Row] = [
    ("an ordinary month", {}, {"E1": 8, "R2": 4}, 72),
    (
        "a perfect month reaches 104 and is held at 100",
        {**study(9), **sat(85), **records(*BUSY, *served("6"), "qualification")},
        {"E1": 8, "E2": 4, "E3": 6, "E4": 4, "P1": 6, "R1": 4, "R2": 4, "S1": 5},
        100,
    ),
    (
        "every cap of a plus hit",
        {
            **study(20), **sat(100),
            **records(*BUSY, *BUSY, *served("9"), *["qualification"] * 2, *["good_deed"] * 3),
        },
        {"E1": 8, "E2": 4, "E3": 6, "E4": 4, "P1": 6, "R1": 4, "R2": 4, "S1": 5, "S2": 10},
        100,
    ),
    (
        "every cap of a minus hit",
        {
            **study(0), **sat(20, 30),
            **records(
                *["class_missed"] * 4, *["study_fraud"] * 4, *["report_missed"] * 3,
                *["leave_late"] * 3,
            ),
        },
        {"M1": -9, "M2": -8, "M3": -2, "M4": -15, "M5": -10, "M6": -10},
        6,
    ),
    ("nothing at all was done", study(0), {"M2": -8}, 52),
    ("one credit hour short", study(7), {"E1": 7, "M2": -2}, 65),
    ("a second short is no credit hour short", study(7.9999), {"E1": 7, "R2": 4}, 71),
    ("shortfall beyond the cap", study(1), {"E1": 1, "M2": -8}, 53),
    ("test 80", sat(80), {"E1": 8, "E2": 4, "R2": 4}, 76),
    ("test 79", sat(79), {"E1": 8, "E2": 2, "R2": 4}, 74),
    ("test 60, the best of three", sat(20, 60, 55), {"E1": 8, "E2": 2, "R2": 4}, 74),
    ("test failed three times", sat(20, 59, 55), {"E1": 8, "M3": -2}, 66),
    ("test offered, not taken", sat(), {"E1": 8, "M3": -2}, 66),
    ("no test was offered", {"tests": None}, {"E1": 8, "R2": 4}, 72),
    ("no ledger at all scores neither way", {"study": None}, {"R2": 4}, 64),
    (
        "entry on the 16th: target pro rata, no M1 to M3",
        {**study(2, target=4), **days(16, 16), **records("class_missed")},
        {"E1": 2, "M1": 0, "M2": 0, "R2": 4},
        66,
    ),
    (
        "ill for a week: a third class missed and half the hours studied",
        {**study(3, target=6), **exempt("illness"), **sat(30), **records("class_missed")},
        {"E1": 3, "M1": 0, "M2": 0, "M3": 0, "R2": 4},
        67,
    ),
    (
        "an exemption lifts no other deduction",
        {**exempt("leave"), **records("leave_late")},
        {"E1": 8, "M6": -5},
        63,
    ),
    ("in custody all month: not liable, no clean month", days(0), {"E1": 8}, 68),
    ("a juvenile is scored like everybody", {"juvenile": True}, {"E1": 8, "R2": 4}, 72),
    (
        "not able to work: service gives nothing",
        {"able_to_work": False, **records(*served("4"))},
        {"E1": 8, "R2": 4},
        72,
    ),
    (
        "fractions of hours are added before they are cut",
        records(*served("1.50", "0.75", "0.75")),
        {"E1": 8, "P1": 3, "R2": 4},
        75,
    ),
    ("less than an hour of service", records(*served("0.75")), {"E1": 8, "R2": 4}, 72),
    ("reports on time", records("report_on_time"), {"E1": 8, "R1": 4, "R2": 4}, 76),
    (
        "one report on time and one late",
        records("report_on_time", "report_late"),
        {"E1": 8, "M5": -2},
        66,
    ),
    (
        "late twice and missed once",
        records("report_late", "report_late", "report_missed"),
        {"E1": 8, "M5": -9},
        59,
    ),
    (
        "a certificate once per stage",
        records(*stages("intake", "intake", "release")),
        {"E1": 8, "E5": 10, "R2": 4},
        82,
    ),
    ("an act of courage", records("heroic_act"), {"E1": 8, "S3": 20, "R2": 4}, 92),
    ("left the area", records("left_without_leave"), {"E1": 8, "M7": -15}, 53),
    ("lost and found", records("lost_contact"), {"E1": 8, "M8": -20}, 48),
    ("met a barred person", records("met_barred"), {"E1": 8, "M9": -10}, 58),
    (
        "admonished for a missed report: the report is counted in it",
        {"records": [MISSED, ON_TIME, record("admonition", same_as=MISSED["id"])]},
        {"E1": 8, "M5": 0, "X1": -20},
        48,
    ),
    ("warned for the same fact", same("warning", "left_without_leave"), {
        "E1": 8, "M7": 0, "X2": -40,
    }, 28),
    (
        "warned, and left the area another time",
        {"records": [*same("warning", "left_without_leave")["records"], TRIP]},
        {"E1": 8, "M7": -15, "X2": -40},
        13,
    ),
    (
        "admonished for the study that was missing: M2 is counted in it",
        {**study(2), **records({"kind": "admonition", "same_item": "M2"})},
        {"E1": 2, "M2": 0, "X1": -20},
        42,
    ),
    ("admonished twice", records("admonition", "admonition"), {"E1": 8, "X1": -40}, 28),
    ("warned twice falls to nothing", records("warning", "warning"), {"E1": 8, "X2": -80}, 0),
    ("public-security penalty: zero", {**records(*BUSY, "ps_penalty")}, {
        "E1": 8, "E3": 6, "E4": 4, "R1": 4, "X3": 0,
    }, 0),
    ("suspected of a new crime: no score", records("suspected_crime", *BUSY), {
        "E1": 8, "E3": 6, "E4": 4, "R1": 4, "X4": 0,
    }, None),
    (
        "suspicion goes before the penalty",
        records("ps_penalty", "suspected_crime"),
        {"E1": 8, "X3": 0, "X4": 0},
        None,
    ),
    ("before an objection: a report missed", {"records": [MISSED]}, {"E1": 8, "M5": -5}, 63),
    ("after it was accepted: the report was made", {"records": [ON_TIME]}, {
        "E1": 8, "R1": 4, "R2": 4,
    }, 76),
    (
        "a report of September that became known late",
        late({}, {"records": [MISSED]}),
        {"E1": 8, "R2": 4, "late M5": -5, "late R2": -4},
        63,
    ),
    (
        "a report of September was cancelled after the close",
        late({"records": [MISSED]}, {}),
        {"E1": 8, "R2": 4, "late M5": 5, "late R2": 4},
        81,
    ),
    (
        "a penalty in October for a fact of September: September gets its points back",
        {
            **records({"kind": "admonition", "same_as": TRIP["id"]}),
            **late({"records": [TRIP]}, {"records": [TRIP | {"settled": True}]}),
        },
        {"E1": 8, "X1": -20, "late M7": 15},
        63,
    ),
    (
        "a public-security penalty of September known late takes what September had",
        late({}, {"records": [PENALTY]}),
        {"E1": 8, "R2": 4, "late X3": -72},
        0,
    ),
    (
        "that penalty was cancelled after the close: what September would have had",
        late({"records": [PENALTY]}, {}),
        {"E1": 8, "R2": 4, "late X3": 72},
        100,
    ),
    (
        "a suspicion of September known late freezes this month",
        late({}, records("suspected_crime")),
        {"E1": 8, "R2": 4, "late X4": 0},
        None,
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "lines", "total"), [r[1:] for r in ROWS], ids=[r[0] for r in ROWS]
)
def test_by_hand(given: dict[str, Any], lines: dict[str, int], total: int | None) -> None:
    before = copy.deepcopy(given)
    found = assess(facts(**given), SCHEME)
    counted = {f"late {o.code}" if o.late else o.code: o.points for o in found.lines}
    assert (counted, found.total) == (lines, total)
    assert given == before


@pytest.mark.parametrize(
    ("total", "band"),
    [(100, "sunny"), (85, "sunny"), (84, "cloudy"), (70, "cloudy"), (69, "overcast"),
     (60, "overcast"), (59, "rain"), (0, "rain")],
)  # fmt: skip
def test_the_weather(total: int, band: str) -> None:
    assert SCHEME.band_of(total).code == band


def test_a_frozen_month_has_no_weather() -> None:
    assert assess(facts(**records("suspected_crime")), SCHEME).band == "frozen"
