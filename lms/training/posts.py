"""Posts as they are recognised in the units' own words (`content.models.taxonomy.post_of`)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from content.models.taxonomy import Post, post_of
from lms.accounts.models import StaffMember


class PostBook:
    """What the words that units use for posts mean. One query; each word is looked at once."""

    def __init__(self) -> None:
        self.posts = {post.pk: post for post in Post.objects.all()}
        self._known: dict[str, Post | None] = {}

    def post_of(self, said: str) -> Post | None:
        if said not in self._known:
            self._known[said] = post_of(said, self.posts.values())
        return self._known[said]

    def said_by(self, people: QuerySet[StaffMember], wanted: Iterable[int]) -> list[str]:
        """Those of the words that stand in the profiles of ``people`` that name a ``wanted`` post:
        so a database can choose the people. One query."""
        posts = set(wanted)
        words = people.order_by().values_list("post", flat=True).distinct()
        return [said for said in words if (post := self.post_of(said)) and post.pk in posts]

    def holding(self, people: QuerySet[StaffMember], wanted: Iterable[int]) -> QuerySet[Any]:
        """Those of ``people`` who hold one of the ``wanted`` posts; no post named: all."""
        posts = list(wanted)
        return people.filter(post__in=self.said_by(people, posts)) if posts else people
