"""What is the same for everybody of one office, worked out once for many people: the settings that
hold there and how far its people see into the libraries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from content.reach import LEVELS, STEP, Reach
from lms.accounts.models import Organisation
from lms.accounts.models.organisations import DEFAULTS
from lms.core.prepared import prepared

COLUMNS = ("path", "kind", *DEFAULTS)


@prepared
def _levels(paths: list[str]) -> Any:
    return Organisation.objects.filter(path__in=paths).order_by().values_list(*COLUMNS)


class Offices:
    """Settings and reach of offices, by the office's id. Two queries, then none; one when the
    offices' paths are known."""

    def __init__(self, ids: Iterable[int] = (), *, paths: Mapping[int, str] | None = None) -> None:
        known = Organisation.objects.filter(pk__in=set(ids)).values_list("pk", "path")
        self._paths = dict(known if paths is None else paths)
        chains = {above for path in self._paths.values() for above in _up(path)}
        rows = [dict(zip(COLUMNS, row, strict=True)) for row in _levels(paths=sorted(chains))]
        self._levels = {row["path"]: row for row in rows}
        self._settings: dict[int, dict[str, Any]] = {}
        self._reaches: dict[tuple[int, bool], Reach] = {}

    def settings(self, office: int) -> dict[str, Any]:
        """As `Organisation.settings`: each level's own value before that of the level above."""
        if office not in self._settings:
            found = dict(DEFAULTS)
            for path in _up(self._paths[office]):
                level = self._levels[path]
                found |= {name: level[name] for name in DEFAULTS if level[name] is not None}
            self._settings[office] = found
        return self._settings[office]

    def reach(self, office: int, *, juvenile: bool) -> Reach:
        """As `content.reach.reach_of` for an offender of that office."""
        key = (office, juvenile)
        if key not in self._reaches:
            chain = _up(self._paths[office])
            kinds = [(self._levels[path]["kind"], path) for path in chain]
            areas = tuple((LEVELS[kind], path) for kind, path in kinds if kind in LEVELS)
            self._reaches[key] = Reach(
                chain=frozenset(chain), areas=areas, offender=True, juvenile=juvenile
            )
        return self._reaches[key]


def _up(path: str) -> list[str]:
    """The paths of all levels from the root down to ``path``."""
    return [path[:end] for end in range(STEP, len(path) + 1, STEP)]
