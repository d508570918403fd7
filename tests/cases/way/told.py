"""What the cases of these tests tell, and files with invented people in them."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

from PIL import Image

from cases import originals
from cases.deidentify.spans import Kind
from cases.draft import CaseDraft, Check, Event, Law
from cases.models import Finding, SourceFile, Submission
from cases.reading import Document, Part, PartKind
from tests.factories import cases

TITLE = "两条香烟的代价"
FACTS = "一名工作人员先收下两条香烟，后来又收下购物卡，批准了不该批准的外出，也没有登记。" * 4
NAME = "林树森"
"""Whoever stands in the original; nobody of this name may be read of."""


def draft(**fields: Any) -> CaseDraft:
    """A warning case that may be sent."""
    whole = CaseDraft(
        title=TITLE,
        summary="从两条香烟开始。",
        facts=FACTS,
        timeline=(
            Event(when="三月", what="收下两条香烟。", turning=True, question="您会怎么做？"),
            Event(when="九月", what="被立案调查。"),
        ),
        offences=("bribe",),
        statutes=(Law("刑法", "第三百八十五条", "利用职务上的便利。", "不能收。"),),
        post="office-head",
        unit_type="justice_office",
        amount="96000",
        sentence="有期徒刑二年",
        risk_points=("leave",),
        causes=("心存侥幸", "缺少监督"),
        lessons=("不收第一份礼",),
        measures=("双人审批",),
        discussion=("谁可以拦住他？",),
        checks=(
            Check("第一次有人送礼怎么办？", ("退回", "收下", "转送", "不说"), 0, "退回并登记。"),
        ),
        source_authority="某县人民检察院",
        year="2024",
        happened="春天到秋天",
        sharing="county",
    )
    return replace(whole, **fields)


def original(of: Submission, text: str = "", *, decision: str = "accepted") -> SourceFile:
    """A file that was read, with its one name found and, unless ``decision`` is open, decided."""
    text = text or f"被告人{NAME}收下了香烟。后来{NAME}说，他不该收。"
    document = Document("意见书.txt", "text/plain", [Part(PartKind.BODY, "", text)])
    file = cases.source_file(of, document=document)
    at, number = text.find(NAME), 1
    while at != -1:
        Finding.objects.create(
            file=file, number=number, start=at, end=at + len(NAME), kind=Kind.PERSON,
            replacement="林某", confidence=0.99, reason="context", decision=decision,
            decided_by=None if decision == "open" else of.made_by,
        )  # fmt: skip
        at, number = text.find(NAME, at + 1), number + 1
    return file


def picture(of: Submission, **fields: Any) -> SourceFile:
    """A photograph with a place and a name in its metadata, that goes along."""
    exif = Image.Exif()
    exif[0x010E] = NAME
    exif[0x013B] = NAME
    raw = io.BytesIO()
    Image.new("RGB", (64, 48), "green").save(raw, "JPEG", exif=exif, comment=NAME.encode())
    content = raw.getvalue()
    file = cases.source_file(
        of, name="现场.jpg", size=len(content), received=len(content), is_picture=True,
        state="read", published=True, alt="一张办公桌", **fields,
    )  # fmt: skip
    originals.write(file.pk, 0, content).put()
    return file
