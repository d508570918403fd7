"""Names of persons: by what stands beside them, in lists and tables, spread out, shortened."""

from __future__ import annotations

import pytest

from cases.deidentify import Kind
from tests.cases.deidentify.surfaces import found, span_of


def persons(text: str) -> list[str]:
    return found(text, Kind.PERSON)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("被告人王建国，男，汉族。", ["王建国"]),
        ("原审被告人（上诉人）李桂芳不服。", ["李桂芳"]),
        ("证人吴晓红的证言证实上述事实。", ["吴晓红"]),
        ("其妻陈丽娟、其子王小明在场。", ["陈丽娟", "王小明"]),
        ("辩护人蓝文斌、钟秀英。", ["蓝文斌", "钟秀英"]),
        ("法定代理人：雷金花，系被害人之母。", ["雷金花"]),
        ("当晚，周志强打电话给社区矫正对象何水根。", ["周志强", "何水根"]),
        ("书记员诸葛亮亮", ["诸葛亮亮"]),
        ("被害人欧阳雪送医。", ["欧阳雪"]),
        ("监护人尉迟建华签字。", ["尉迟建华"]),
        ("被告人阿卜杜拉·买买提供述。", ["阿卜杜拉·买买提"]),
        ("证人买买提江证实。", ["买买提江"]),
        ("被害人扎西次仁报警。", ["扎西次仁"]),
        ("被告人John Smith入境。", ["John Smith"]),
    ],
)
def test_names_beside_roles_relatives_and_verbs(text: str, names: list[str]) -> None:
    assert persons(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "任何单位和个人不得隐瞒。方法得当，白天高兴，金额巨大，周边群众配合。",
        "于是双方和平解决，马上办理，时间明确，成立专案组，安全第一。",
        "高度重视、周密部署、严格管理、全面落实。",
        "被告人任意挥霍，被害人当场死亡，证人不愿出庭。",
        "上诉人提出原判量刑过重，请求从轻处罚。",
        "中华人民共和国刑法第三百八十五条第一款、第三百八十六条。",
        "社区矫正机构应当根据社区矫正对象的情况，确定矫正小组。",
    ],
)
def test_ordinary_words_are_no_names(text: str) -> None:
    assert persons(text) == []


def test_a_list_of_names_lends_its_weight() -> None:
    assert persons("被告人张三、李四、王五等人共谋。") == ["张三", "李四", "王五"]


def test_a_column_of_names_is_found() -> None:
    assert persons("姓名\t张三\t性别\t男\n联系人\t李桂芳\t电话\t无") == ["张三", "李桂芳"]


def test_names_spread_out_or_broken_are_whole() -> None:
    text = "审 判 长　　王　　建　国\n审 判 员　　李 四\n"
    assert persons(text) == ["王　　建　国", "李 四"]


def test_a_name_that_was_found_is_found_everywhere() -> None:
    text = "被告人陈立新，男。\n附件：陈 立 新的材料（陈立\n新）"
    assert persons(text) == ["陈立新", "陈 立 新", "陈立\n新"]


def test_short_forms_of_a_known_person() -> None:
    text = "被告人徐国强，男。“老徐帮了我，”李四说，徐所长没拿，国强自己说的。"
    assert {"徐国强", "老徐", "国强"} <= set(persons(text))
    assert any(one.startswith("徐所") for one in persons(text))


@pytest.mark.parametrize("said", ["绰号“三哥”", "外号：三哥", "人称“三哥”"])
def test_aliases_are_found_and_found_again(said: str) -> None:
    assert persons(f"被告人张三（{said}），男。后三哥到场。").count("三哥") == 2


def test_the_number_of_signs_is_told_by_what_follows() -> None:
    text = "被告人高强供述，高强在场。后高强指使他人。高强于次日投案。"
    assert persons(text) == ["高强"] * 4


@pytest.mark.parametrize("name", ["李建国", "欧阳文静", "单永福"])
def test_a_name_beside_a_sure_role_is_certain(name: str) -> None:
    assert span_of(f"被告人{name}，男，汉族。", name).is_certain


def test_what_is_masked_already_is_no_new_name() -> None:
    assert persons("证人吴某某的证言证实，张某与高某甲一起吃饭。") == []
