"""Questions of every kind that show how the template is filled in."""

from __future__ import annotations

from decimal import Decimal

from exams.bank import plain
from exams.bank.plain import Blank, Criterion, Option, Pair, Question

EXAMPLES: tuple[Question, ...] = (
    Question(
        "example-1",
        plain.SINGLE,
        "社区矫正对象因就医需要离开所居住的市、县，应当怎么办？",
        options=(
            Option("a", "自己决定，回来再说"),
            Option("b", "事先报告并获得批准", right=True),
            Option("c", "让家人代为说明"),
            Option("d", "不需要办理任何手续"),
        ),
        explanation="离开所居住的市、县或者迁居，应当报经社区矫正机构批准。",
        law="社区矫正法第二十七条",
        score=Decimal(2),
        difficulty=1,
    ),
    Question(
        "example-2",
        plain.MULTIPLE,
        "下列哪些人员依法实行社区矫正？",
        options=(
            Option("a", "被判处管制的罪犯", right=True),
            Option("b", "被宣告缓刑的罪犯", right=True),
            Option("c", "被假释的罪犯", right=True),
            Option("d", "被处以行政拘留的人员"),
        ),
        rule=plain.PARTIAL,
        law="社区矫正法第二条",
        score=Decimal(3),
    ),
    Question(
        "example-3",
        plain.TRUE_FALSE,
        "社区矫正对象对处罚不服的，可以向人民检察院申诉、控告。",
        options=(Option("true", "", right=True), Option("false", "")),
    ),
    Question(
        "example-4",
        plain.FILL,
        "《中华人民共和国社区矫正法》自{{1}}年7月1日起施行，共{{2}}条。",
        blanks=(Blank(("2020", "二〇二〇")), Blank(("63",), tolerance=Decimal(0))),
        score=Decimal(2),
    ),
    Question(
        "example-5",
        plain.MATCHING,
        "请把事项与办理单位连起来。",
        pairs=(
            Pair("日常报到", "司法所"),
            Pair("撤销缓刑的裁定", "人民法院"),
            Pair("法律监督", "人民检察院"),
        ),
        distractors=("居民委员会",),
        score=Decimal(3),
    ),
    Question(
        "example-6",
        plain.ORDERING,
        "请按先后顺序排列请假手续。",
        items=("提出申请", "获得批准", "按期返回", "销假"),
        score=Decimal(2),
    ),
    Question(
        "example-7",
        plain.SHORT,
        "请说说您为什么要遵守报告规定。",
        model_answer="能说明报告是法定义务，并结合自身情况。",
        rubric=(
            Criterion("说明报告是法定义务", Decimal(3)),
            Criterion("结合自身情况", Decimal(2)),
        ),
        max_characters=300,
        score=Decimal(5),
    ),
    Question(
        "example-8",
        plain.CASE,
        "某甲在缓刑考验期内未经批准去外省打工二十天，后主动返回说明情况。",
        parts=(
            Question(
                "example-8-1",
                plain.TRUE_FALSE,
                "某甲的行为违反了监督管理规定。",
                options=(Option("true", "", right=True), Option("false", "")),
            ),
            Question(
                "example-8-2",
                plain.SHORT,
                "某甲应当怎样做才合法？",
                model_answer="事先申请，经批准后再离开，按期返回并销假。",
                score=Decimal(4),
            ),
        ),
    ),
)
