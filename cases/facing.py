"""A case as its reader meets it: what stands on the page, drawn and put in order. Answers of
self-checks are not among it: they are put as presence questions and counted by lms.training."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, prefetch_related_objects

from cases.models import CaseKind, CasePage
from content.models import BasePage

MOST_RELATED = 5
UPWARDS = (CaseKind.CORRECTIVE_EDUCATION, CaseKind.EXEMPLARY)
"""Kinds in which turning points lead somebody up again."""
WIDTH, HEIGHT, EDGE = 600, 120, 28
"""Of the timeline's picture, in its own units."""
KIND_ICONS = {
    CaseKind.WARNING: "warning",
    CaseKind.CORRECTIVE_EDUCATION: "people",
    CaseKind.EXEMPLARY: "star",
    CaseKind.LEGAL_EDUCATION: "article",
}


@dataclass(frozen=True)
class Event:
    """One event of the timeline and its place in the picture."""

    number: int
    when: str
    what: str
    turning: bool
    question: str
    thoughts: tuple[str, ...]
    hint: str
    x: float
    y: float

    @property
    def below(self) -> float:
        """Where its number is written."""
        return self.y + 5


@dataclass(frozen=True)
class Face:
    """What a template shows of a case. Lists are empty where there is nothing to say."""

    page: CasePage
    icon: str
    events: list[Event]
    path: str
    """The line through the events, as SVG says it."""
    blocks: list[Any]
    statutes: list[Any]
    attachments: list[Any]
    causes: list[str]
    lessons: list[str]
    measures: list[str]
    discussion: list[str]

    @property
    def turning(self) -> int:
        """How many turning points there are."""
        return sum(one.turning for one in self.events)


def face_of(page: CasePage) -> Face:
    """Pictures and their sizes are read at once; one query where there are pictures."""
    events = events_of(page)
    points = CasePage.points
    return Face(
        page=page,
        icon=icon_of(page.kind),
        events=events,
        path=" ".join(
            f"{'L' if place else 'M'}{one.x} {one.y}" for place, one in enumerate(events)
        ),
        blocks=blocks_of(page),
        statutes=[one.value for one in page.statutes],
        attachments=list(page.attachments),
        causes=points(page.causes),
        lessons=points(page.lessons),
        measures=points(page.measures),
        discussion=points(page.discussion),
    )


def icon_of(kind: str) -> str:
    return KIND_ICONS.get(CaseKind(kind), "case") if kind else "case"


def blocks_of(page: CasePage) -> list[Any]:
    """The facts, without self-checks: their block shows the answer."""
    blocks = [block for block in page.body if block.block_type != "self_check"]
    pictures = [block.value["image"] for block in blocks if block.block_type == "picture"]
    prefetch_related_objects([one for one in pictures if one is not None], "renditions")
    return blocks


def events_of(page: CasePage) -> list[Event]:
    """The timeline in order. In the picture each turning point is a step: down in a warning case,
    up where somebody found their way."""
    values = [one.value for one in page.timeline]
    heights = _heights([bool(value["turning"]) for value in values], up=page.kind in UPWARDS)
    step = (WIDTH - 2 * EDGE) / max(1, len(values) - 1)
    return [
        Event(
            number=place + 1,
            when=value["when"],
            what=value["what"],
            turning=bool(value["turning"]),
            question=value["question"] or "",
            thoughts=tuple(one for one in value["thoughts"] if one),
            hint=value["hint"] or "",
            x=round(EDGE + place * step, 1),
            y=height,
        )
        for place, (value, height) in enumerate(zip(values, heights, strict=True))
    ]


def _heights(turning: list[bool], *, up: bool) -> list[float]:
    steps, taken, found = sum(turning), 0, []
    for one in turning:
        taken += one
        share = taken / steps if steps else 0.5
        found.append(round(EDGE + (1 - share if up else share) * (HEIGHT - 2 * EDGE), 1))
    return found


def related_to(user: Any, page: CasePage) -> list[CasePage]:
    """Other cases that this person may see and that share a risk point, an offence or the post;
    those that share most come first. Three queries, and those of the person's reach."""
    points = _keys(page, "risk_points")
    offences = _keys(page, "offences")
    alike = Q(risk_points__in=points) | Q(offences__in=offences)
    if page.post_id:
        alike |= Q(post=page.post_id)
    if not (points or offences or page.post_id):
        return []
    shared = Count("risk_points", Q(risk_points__in=points), distinct=True) + Count(
        "offences", Q(offences__in=offences), distinct=True
    )
    found: QuerySet[Any] = (
        CasePage.objects.visible_to(user)
        .filter(alike)
        .exclude(origin=page.origin)
        .annotate(shared=shared)
        .order_by("-shared", "-last_published_at", "pk")
    )
    return list(found[:MOST_RELATED])


def _keys(page: BasePage, field: str) -> list[int]:
    return [one.pk for one in getattr(page, field).all()]


def with_icons(pages: Iterable[CasePage]) -> list[tuple[CasePage, str]]:
    """Each case with the picture of its kind, for lists."""
    return [(page, icon_of(page.kind)) for page in pages]
