"""What a passage is."""

from __future__ import annotations

from dataclasses import dataclass

from cases.deidentify.spans import Kind


@dataclass(frozen=True, slots=True)
class Label:
    """``text[start:end]`` names something that must not be published.

    One that is not ``required`` may be masked or stay: 张局长 tells no more than 张某, a court is
    public. ``entity`` is the same for all mentions of one person or unit.
    """

    start: int
    end: int
    kind: Kind
    entity: str
    required: bool = True


@dataclass(frozen=True, slots=True)
class Passage:
    template: str
    trick: str
    text: str
    labels: tuple[Label, ...]

    def surface(self, label: Label) -> str:
        return self.text[label.start : label.end]
