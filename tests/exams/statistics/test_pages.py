"""Pages of figures: who reads them, that they hold no names, that files equal the screen."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from exams import bars, figures, hints
from exams.models import Paper, PaperStatistic, QuestionStatistic, Sitting
from lms.accounts.roles import Role
from lms.core.models.jobs import Job
from tests.exams.statistics.test_figures import sat, versions
from tests.factories import exams as factory
from tests.factories import people

pytestmark = pytest.mark.django_db


def somebody(role: str = Role.EDITOR) -> Any:
    return people.staff_member(people.land().county, role).user


def figured(many: int = 6, **fields: Any) -> Paper:
    paper = factory.paper(*(factory.question() for _n in range(3)), **{"attempts": None, **fields})
    sat(paper, many)
    figures.work_out(paper)
    return paper


def address(paper: Paper, *more: Any) -> str:
    return "/exams/figures/" + "".join(f"{one}/" for one in (paper.pk, *more))


@pytest.mark.parametrize("role", [Role.EDITOR, Role.REVIEWER, Role.TEACHER, Role.MANAGER])
def test_authors_reviewers_and_managers_read_figures(client: Any, role: str) -> None:
    client.force_login(somebody(role))
    paper = figured(sharing="county")
    assert client.get("/exams/figures/").status_code == 200
    assert client.get(address(paper)).status_code == 200
    assert client.get(address(paper, versions(paper)[0])).status_code == 200


@pytest.mark.parametrize("role", [Role.OFFICER, Role.PROSECUTOR, Role.AUDITOR])
def test_others_do_not(client: Any, role: str) -> None:
    client.force_login(somebody(role))
    paper = figured()
    for at in ("/exams/figures/", address(paper), address(paper, versions(paper)[0])):
        assert client.get(at).status_code == 403


def test_a_manager_reads_no_figures_of_a_test_that_they_may_sit(client: Any) -> None:
    client.force_login(somebody(Role.MANAGER))
    paper = figured(audience="both", sharing="county")
    assert client.get(address(paper)).status_code == 404
    assert client.get(address(paper, versions(paper)[0])).status_code == 404


def test_papers_of_other_counties_do_not_exist(client: Any) -> None:
    client.force_login(people.staff_member(people.land().county2, Role.EDITOR).user)
    paper = figured()
    assert client.get(address(paper)).status_code == 404
    assert client.post(address(paper, "again")).status_code == 404


def test_no_page_holds_a_name(client: Any) -> None:
    client.force_login(somebody())
    paper = figured()
    names = set(Sitting.objects.values_list("candidate__name", flat=True))
    codes = set(Sitting.objects.values_list("candidate__offender__code", flat=True))
    for at in (address(paper), address(paper, versions(paper)[0])):
        text = client.get(at).content.decode()
        assert not any(word in text for word in names | codes)


def test_fewer_than_five_sittings_show_no_figures(client: Any) -> None:
    client.force_login(somebody())
    paper = figured(4)
    text = client.get(address(paper)).content.decode()
    assert "Fewer than 5 sittings" in text
    assert "Facility" not in text.split("<table")[0]
    assert client.get(address(paper, versions(paper)[0])).status_code == 404


def test_the_file_has_what_the_screen_has(client: Any) -> None:
    client.force_login(somebody())
    paper = figured()
    sent = client.post(address(paper), {"export": "xlsx"})
    head, *rows = load_workbook(io.BytesIO(sent.getvalue())).active.values
    screen = client.get(address(paper)).content.decode()
    assert len(rows) == 3
    for row in rows:
        told = dict(zip(head, row, strict=True))
        assert f"{told['Facility']:.2f}" in screen
        assert told["Question"] in screen


def test_figures_can_be_wanted_now(client: Any) -> None:
    who, paper = somebody(), figured()
    client.force_login(who)
    assert client.post(address(paper, "again")).status_code == 302
    assert Job.objects.get(kind="exams.statistics").payload == {"paper": str(paper.pk)}


def test_the_distractor_table_marks_the_right_answer(client: Any) -> None:
    client.force_login(somebody())
    paper = figured()
    text = client.get(address(paper, versions(paper)[0])).content.decode()
    assert "nothing chosen" in text
    assert text.count("right answer</span>") == 1
    assert '<svg class="year"' in text


def test_pages_take_few_queries(client: Any, django_assert_max_num_queries: Any) -> None:
    client.force_login(somebody())
    paper = figured()
    client.get(address(paper))
    with django_assert_max_num_queries(12):
        client.get(address(paper))


# what to do


def told(**fields: Any) -> list[str]:
    given = {"shown": 50, "answered": 50, "facility": 0.6, "discrimination": 0.4,
             "choices": {"a": [30, 5, 10, 15], "b": [10, 5, 4, 1], "c": [10, 6, 3, 1]}}  # fmt: skip
    return hints.question_hints(QuestionStatistic(**(given | fields)), factory.body())


def test_a_good_question_needs_nothing() -> None:
    assert told() == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"discrimination": 0.1}, "ambiguous"),
        ({"discrimination": -0.1}, "probably wrong"),
        ({"facility": 0.99}, "Make it harder"),
        ({"facility": 0.1}, "Few get it right"),
        ({"shown": 4}, "Fewer than 5"),
        ({"discrimination": None, "facility": 1.0}, "all have the same points"),
        ({"discrimination": None}, "does not differ"),
        ({"choices": {"a": [30, 5, 10, 15], "b": [20, 5, 8, 7]}}, "Nobody chooses C"),
        ({"choices": {"a": [10, 5, 3, 2], "b": [40, 5, 15, 20], "c": [1, 1, 0, 0]}}, "choose B"),
    ],
)
def test_a_bad_question_is_told_what_to_do(fields: dict[str, Any], words: str) -> None:
    assert any(words in one for one in told(**fields))


def test_a_paper_is_told_why_it_has_no_reliability() -> None:
    one = PaperStatistic(sittings=20, alpha=None)
    assert "different questions" in hints.paper_hints(one)[0]
    one.alpha = 0.5
    assert "below 0.6" in hints.paper_hints(one)[0]
    one.alpha = 0.8
    assert hints.paper_hints(one) == []


def test_bars_fill_the_picture_with_the_highest() -> None:
    found = bars.picture([("a", 4), ("b", 2), ("c", None), ("d", 0)])
    assert [one.height for one in found.bars] == [100, 50, 2, 2]
    assert found.width == 360
