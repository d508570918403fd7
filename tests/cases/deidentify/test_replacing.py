"""One person, unit or place has one replacement in all texts of a case."""

from __future__ import annotations

import pytest

from cases.deidentify.replacing import Book
from cases.deidentify.spans import Kind


def book(*names: str, taken: frozenset[str] = frozenset(), kind: Kind = Kind.PERSON) -> Book:
    made = Book(taken=set(taken))
    for name in names:
        made.learn(kind, name)
    return made


def person(made: Book, name: str) -> str:
    return made.replacement(Kind.PERSON, name)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张某"),
        ("欧阳文静", "欧阳某"),
        ("阿卜杜拉·买买提", "阿某"),
        ("John Smith", "J某"),
        ("王　　建　国", "王某"),
    ],
)
def test_the_surname_stays_and_the_first_sign_of_other_names(name: str, masked: str) -> None:
    assert person(book(name), name) == masked


def test_a_shared_surname_is_numbered_in_order_of_appearance() -> None:
    made = book("张三", "李四", "张建国", "张三")
    assert [person(made, name) for name in ("张建国", "张三", "李四")] == ["张某2", "张某1", "李某"]


def test_numbers_that_stand_in_the_text_already_are_not_given_again() -> None:
    made = book("张三", "张建国", taken=frozenset({"张某1"}))
    assert {person(made, "张三"), person(made, "张建国")} == {"张某2", "张某3"}
    assert person(book("张三", taken=frozenset({"张某1"})), "张三") == "张某2"


def test_short_forms_belong_to_the_one_person_of_that_surname() -> None:
    made = book("张建国", "老张", "张所长", "建国", "张某")
    assert [person(made, name) for name in ("老张", "建国", "张某")] == ["张某"] * 3
    assert person(made, "张所长") == "张某所长"
    assert len({made.entity(Kind.PERSON, one) for one in ("张建国", "老张", "建国", "张某")}) == 1


def test_short_forms_that_may_mean_several_get_no_number() -> None:
    made = book("张建国", "张三", "老张", "张所长", "张某")
    assert [person(made, name) for name in ("老张", "张所长", "张某")] == [
        "张某",
        "张某所长",
        "张某",
    ]
    assert made.entity(Kind.PERSON, "老张") not in {
        made.entity(Kind.PERSON, "张三"),
        made.entity(Kind.PERSON, "张建国"),
    }


def test_a_given_name_that_two_bear_is_nobodys() -> None:
    assert person(book("张建国", "王建国", "建国"), "建国") == "某某"


def test_an_alias_is_replaced_as_its_owner_is() -> None:
    made = book("张三", "三哥", "刀疤")
    made.learn_alias("三哥", "张三")
    made.learn_alias("刀疤")
    assert person(made, "三哥") == person(made, "张三") == "张某"
    assert person(made, "刀疤") == "某某"


def test_aliases_of_nobody_known_stay_apart() -> None:
    made = book("刀疤", "大炮")
    made.learn_alias("刀疤")
    made.learn_alias("大炮")
    assert person(made, "刀疤") == "某某1"
    assert person(made, "大炮") == "某某2"


def test_an_alias_of_itself_ends() -> None:
    made = book("三哥", "二哥")
    made.learn_alias("三哥", "二哥")
    made.learn_alias("二哥", "三哥")
    assert person(made, "三哥") == person(made, "三哥")


def test_companies_are_numbered_and_a_short_name_is_the_same_company() -> None:
    names = ("丽水市宏达木业有限公司", "云和县大兴玩具有限公司", "宏达公司")
    made = book(*names, kind=Kind.UNIT)
    assert [made.replacement(Kind.UNIT, one) for one in names] == ["某公司1", "某公司2", "某公司1"]


def test_what_a_person_decided_goes_before_and_for_short_forms_too() -> None:
    made = Book(always={"张建国": "甲某"})
    for name in ("张建国", "老张"):
        made.learn(Kind.PERSON, name)
    assert person(made, "张建国") == person(made, "老张") == "甲某"
