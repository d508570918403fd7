"""The tree of knowledge points, to choose from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator

from content.models import KnowledgePoint


def in_order() -> list[tuple[KnowledgePoint, int]]:
    """Every point with its depth, children below their parent; one query."""
    below: defaultdict[int | None, list[KnowledgePoint]] = defaultdict(list)
    for point in KnowledgePoint.objects.order_by("code"):
        below[point.parent_id].append(point)
    found: list[tuple[KnowledgePoint, int]] = []

    def walk(parent: int | None, depth: int) -> None:
        for point in below[parent]:
            found.append((point, depth))
            walk(point.pk, depth + 1)

    walk(None, 0)
    return found


def choices() -> list[tuple[Any, str]]:
    return [(point.pk, f"{'　' * depth}{point.name}") for point, depth in in_order()]


def subtree(root: int) -> set[int]:
    """The point and all below it."""
    found, inside = set(), None
    for point, depth in in_order():
        if point.pk == root:
            inside = depth
        elif inside is not None and depth <= inside:
            break
        if inside is not None:
            found.add(point.pk)
    return found


class _Tree(ModelChoiceIterator):
    def __iter__(self) -> Iterator[tuple[Any, str]]:
        if self.field.empty_label is not None:
            yield "", str(self.field.empty_label)
        yield from choices()


class KnowledgeField(forms.ModelChoiceField):
    """A knowledge point, shown in its tree."""

    iterator = _Tree

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=KnowledgePoint.objects.all(), **kwargs)
