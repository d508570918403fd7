"""Tables: under a head like 姓名 or 户名 every cell holds a name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cases.deidentify.lexicon import words
from cases.deidentify.scene import Scene

_HEAD = re.compile(
    r"^(?:姓名|名字|户名|车主|签名|签字|员工|当事人|学员|对象|人员|本人|\w{0,6}姓名|\w{1,5}[人员]|"
    r"\w{0,4}成员)(?:[（(].{0,6}[）)])?$"
)
_NO_HEAD = re.compile(r"单位|法人|个人|有无|是否|证人证言|人数|金额|几人|多少")
_LABEL = re.compile(
    r"(?:号|号码|意见|日期|时间|地|地点|地址|住址|单位|电话|别|族|程度|事由|情况|关系|职业|职务|职责|"
    r"备注|年龄|刑期|罪名|成员|来源|名称|页码|金额|余额|内容|学历|方式|性质|类型|类别)$"
)
MOST_CELLS = 60


def _rows(text: str) -> Iterator[list[tuple[int, str]]]:
    """The cells of each line with tabs: where each begins, what it holds."""
    at = 0
    for line in text.split("\n"):
        if "\t" in line:
            cells, place = [], at
            for cell in line.split("\t")[:MOST_CELLS]:
                cells.append((place, cell))
                place += len(cell) + 1
            yield cells
        else:
            yield []
        at += len(line) + 1


def is_head(cell: str) -> bool:
    """Whether a column under ``cell`` holds names."""
    cell = cell.strip(":： ")
    if not cell or len(cell) > 10 or _NO_HEAD.search(cell):
        return False
    return _HEAD.match(cell) is not None or cell in words().roles


def named_cells(scene: Scene) -> list[tuple[int, int]]:
    """(start, end) in the scene of the cells that hold names."""
    text, at = scene.lined.text, scene.lined.at
    found: list[tuple[int, int]] = []
    columns: list[int] = []
    width = 0
    for cells in _rows(text):
        if not cells:
            columns = columns if width else []
            continue
        heads = [place for place, (_, cell) in enumerate(cells) if is_head(cell)]
        if heads and (not columns or len(cells) != width):
            columns, width = heads, len(cells)
            continue
        if len(cells) != width:
            continue
        for place in columns:
            start, cell = cells[place]
            if _LABEL.search(cell):
                columns = []
                break
            if cell and len(cell) <= 40:
                found.append((at[start], at[start + len(cell) - 1] + 1))
    return found
