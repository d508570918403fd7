"""Facts and schemes as hypothesis makes them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from lms.scoring.rules.kinds import RECORDED
from lms.scoring.schemes.in_force import shipped
from tests.factories.scoring import facts

PENALTIES = ("admonition", "warning", "ps_penalty")
OTHERS = tuple(kind for kind in RECORDED if kind not in PENALTIES)
DECISIVE = ("ps_penalty", "suspected_crime")
MILD = tuple(kind for kind in RECORDED if kind not in DECISIVE)
quarters = st.integers(1, 32).map(lambda n: f"{n * 25 // 100}.{n * 25 % 100:02d}")


@st.composite
def records(draw: Any, kinds: tuple[str, ...] = RECORDED, most: int = 12) -> list[dict[str, Any]]:
    """Some records; penalties may name an earlier record, or the missing study."""
    found: list[dict[str, Any]] = []
    for number, kind in enumerate(draw(st.lists(st.sampled_from(kinds), max_size=most))):
        found.append(draw(a_record(kind, f"r{number:02d}", found)))
    return found


@st.composite
def a_record(draw: Any, kind: str, pk: str, earlier: list[dict[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {"id": pk, "kind": kind, "on": f"2026-10-{draw(st.integers(1, 31)):02d}"}
    if kind == "public_service":
        made["hours"] = draw(quarters)
    if kind == "stage_certificate":
        made["stage"] = draw(st.sampled_from(["intake", "release"]))
    if kind in PENALTIES:
        ids = [None, *(one["id"] for one in earlier)]
        made["same_as"] = draw(st.sampled_from(ids))
        made["same_item"] = draw(st.sampled_from(["", "M1", "M2", "M3", "M7"]))
    return made


@st.composite
def months(draw: Any, kinds: tuple[str, ...] = RECORDED) -> dict[str, Any]:
    """The facts of a month, without what came late."""
    tested = st.lists(st.integers(0, 100), max_size=3)
    scores = draw(st.none() | tested)
    target = draw(st.integers(0, 24)) * 2700
    study = {"seconds": draw(st.integers(0, 80_000)), "target_seconds": target}
    exemptions = st.lists(st.sampled_from(["illness", "custody", "other"]), max_size=2)
    return facts(
        study=draw(st.none() | st.just(study)),
        tests=scores if scores is None else _results(scores),
        records=draw(records(kinds)),
        able_to_work=draw(st.booleans()),
        days={"month": 31, "liable": draw(st.integers(0, 31)), "in_correction": 31},
        exemptions=[{"kind": kind} for kind in draw(exemptions)],
        level=draw(st.sampled_from(["strict", "ordinary", "lenient"])),
        past=draw(past()),
    )


def _results(scores: list[int]) -> list[dict[str, Any]]:
    return [{"id": f"t{number}", "score": score} for number, score in enumerate(scores)]


@st.composite
def past(draw: Any) -> list[dict[str, Any]]:
    """Earlier months, the newest first; some may be missing."""
    kept = draw(st.sets(st.integers(1, 9)))
    return [
        {
            "month": f"2026-{number:02d}",
            "total": draw(st.none() | st.integers(0, 100)),
            "facts": draw(st.dictionaries(st.sampled_from(RECORDED), st.integers(1, 3))),
        }
        for number in sorted(kept, reverse=True)
    ]


@st.composite
def with_late(draw: Any) -> dict[str, Any]:
    """A month with adjustments of an earlier one."""
    given = draw(months())
    if draw(st.booleans()):
        before = draw(months())
        after = before | {"records": draw(records())}
        late = {"month": "2026-09", "scheme": shipped(), "before": before, "after": after}
        given["late"] = [late]
    return given
