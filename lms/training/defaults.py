"""What a county begins with (defaults.toml): posts, risk points, and whom each risk point
concerns."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from content.models import Post, RiskPoint

FILE = Path(__file__).with_name("defaults.toml")
DAYS = 7


@dataclass(frozen=True)
class KnownPost:
    code: str
    name: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Concern:
    """A risk point and the codes of the posts that it concerns."""

    code: str
    name: str
    offence: str
    posts: tuple[str, ...]


@cache
def posts() -> tuple[KnownPost, ...]:
    return tuple(
        KnownPost(one["code"], one["name"], tuple(one["words"])) for one in _read()["post"]
    )


@cache
def concerns() -> tuple[Concern, ...]:
    return tuple(
        Concern(one["code"], one["name"], one["offence"], tuple(one["posts"]))
        for one in _read()["risk_point"]
    )


@cache
def concerned() -> frozenset[tuple[str, str]]:
    """Pairs of risk point and post, by code."""
    return frozenset((one.code, post) for one in concerns() for post in one.posts)


def place_of_post(post: Post) -> tuple[int, str]:
    """For sorting: as in the table, then those of one's own by code."""
    return _places(tuple(one.code for one in posts())).get(post.code, 999), post.code


def place_of_risk(risk: RiskPoint) -> tuple[int, str]:
    return _places(tuple(one.code for one in concerns())).get(risk.code, 999), risk.code


@cache
def _places(codes: tuple[str, ...]) -> dict[str, int]:
    return {code: place for place, code in enumerate(codes)}


def _read() -> dict[str, list[dict[str, str]]]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def ensure_terms() -> tuple[dict[str, Post], dict[str, RiskPoint]]:
    """The posts and risk points of the table by code; those that the word lists lack are added,
    what is there is left as it is."""
    made_posts = {
        one.code: Post.objects.get_or_create(
            code=one.code, defaults={"name": one.name, "words": "\n".join(one.words)}
        )[0]
        for one in posts()
    }
    made_risks = {
        one.code: RiskPoint.objects.get_or_create(
            code=one.code, defaults={"name": one.name, "offence": one.offence}
        )[0]
        for one in concerns()
    }
    return made_posts, made_risks
