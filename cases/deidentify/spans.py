"""What is found in a text: a span with its kind, what stands for it, how sure that is, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a span names (issue "De-identification"; 最高法 2016 规定 §8 to §10)."""

    PERSON = "person"
    ID_NUMBER = "id_number"
    PHONE = "phone"
    BANK_CARD = "bank_card"
    PLATE = "plate"
    ADDRESS = "address"
    UNIT = "unit"
    PASSPORT = "passport"
    EMAIL = "email"
    SOCIAL = "social"
    """A WeChat or QQ number."""
    ACCOUNT = "account"
    """The name or number of any other account."""
    BIRTH_DATE = "birth_date"
    CASE_NUMBER = "case_number"
    PROPERTY_TITLE = "property_title"


CERTAIN = 0.9
"""From here on a span is certain: nothing is published while one remains."""
LIKELY = 0.5
"""From here on a span is likely: publishing with one takes a second person's written reason."""


@dataclass(frozen=True, slots=True)
class Span:
    """``text == whole[start:end]``, in code points of the text that was given.

    ``entity`` is the same for all mentions of one person, unit or number within a case (张三, 张某
    and “三哥” in one case), and counts up from 1; ``replacement`` is the same for one entity and
    form. ``reason`` is a code whose words stand in `cases.deidentify.words`.
    """

    start: int
    end: int
    kind: Kind
    text: str
    replacement: str
    confidence: float
    reason: str
    entity: int = 0

    @property
    def is_certain(self) -> bool:
        return self.confidence >= CERTAIN

    @property
    def is_likely(self) -> bool:
        return LIKELY <= self.confidence < CERTAIN
