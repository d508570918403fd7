"""Figures out of the tables: 210 sittings, worked out again with pandas and SciPy."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pandas as pd
import pytest
from scipy import stats

from exams import figures, frozen
from exams.actions import sitting as actions
from exams.bank import plain
from exams.models import AnswerSave, Mark, Paper, PaperStatistic, QuestionStatistic, Sitting
from exams.tasks import statistics as tasks
from lms.core import jobs
from lms.core.clock import now
from lms.core.models.jobs import Job
from tests.exams.results.rows import final
from tests.factories import exams as factory
from tests.factories import people

pytestmark = pytest.mark.django_db
PEOPLE = 210
KINDS = (*[plain.SINGLE] * 5, plain.MULTIPLE, plain.TRUE_FALSE, plain.FILL)
RIGHT: dict[str, Any] = {
    plain.SINGLE: "a", plain.MULTIPLE: ["a", "d"], plain.TRUE_FALSE: "true",
    plain.FILL: ["3", "所里"],
}  # fmt: skip
WRONG: dict[str, list[Any]] = {
    plain.SINGLE: ["b", "c", None], plain.MULTIPLE: [["a"], ["b"]],
    plain.TRUE_FALSE: ["false"], plain.FILL: [["3", "自己"], ["5", ""]],
}  # fmt: skip


def sat(paper: Paper, many: int, seed: int = 1) -> None:
    """So many sittings of people of different ability, answered, saved and handed in. The thirty
    persons each sit it several times: rows are what counts here."""
    rng = random.Random(seed)
    whos = [people.offender(people.land().office).user for _n in range(min(many, 30))]
    for number in range(many):
        able = rng.random()
        started = now() - timedelta(minutes=20)
        one = factory.sitting(whos[number % len(whos)], paper, started_at=started)
        saves, moment = [], started
        for place, placed in enumerate(frozen.questions_of(one)):
            kind = placed.question.kind
            knows = rng.random() < 0.2 + 0.75 * able
            answer = RIGHT[kind] if knows else rng.choice(WRONG[kind])
            moment += timedelta(seconds=rng.randint(3, 60))
            row = {"place": place, "seq": place + 1, "answer": answer, "saved_at": moment}
            saves.append(AnswerSave(sitting=one, tab="t1", **row))
        AnswerSave.objects.bulk_create(saves)
        actions.submit(by=one.candidate, sitting_id=one.pk)


def frame(paper: Paper) -> pd.DataFrame:
    """Sittings × places, points by the marks, in the order of handing in."""
    rows = Mark.objects.filter(sitting__paper=paper).values("sitting", "place", "points")
    found = pd.DataFrame(list(rows)).astype({"points": float})
    order = Sitting.objects.order_by("submitted_at", "pk").values_list("pk", flat=True)
    return found.pivot_table(index="sitting", columns="place", values="points").loc[list(order)]


def versions(paper: Paper) -> list[Any]:
    return list(paper.questions.order_by("place").values_list("version", flat=True))


def test_figures_of_many_sittings_are_those_of_scipy_and_pandas() -> None:
    paper = factory.paper(*(factory.question(kind) for kind in KINDS), attempts=None)
    sat(paper, PEOPLE)
    made, points = figures.work_out(paper), frame(paper)
    totals = points.sum(axis=1)
    assert (made.sittings, made.passed) == (PEOPLE, int((totals >= 24).sum()))
    assert made.mean == pytest.approx((totals / 40).mean())
    assert made.deviation == pytest.approx((totals / 40).std())
    covariances = points.cov().values
    k = len(KINDS)
    expected = k / (k - 1) * (1 - covariances.trace() / covariances.sum())
    assert made.alpha == pytest.approx(expected)
    assert not made.is_kr20  # fill-in questions have half points
    assert made.distribution == list(
        pd.cut(totals / 40 + 1e-9, [n / 10 for n in range(10)] + [1.1], right=False)
        .value_counts(sort=False)
    )  # fmt: skip
    for place, version in enumerate(versions(paper)):
        one = QuestionStatistic.objects.get(paper=paper, version=version)
        rest = totals - points[place]
        assert one.facility == pytest.approx(points[place].mean() / 5)
        assert one.discrimination == pytest.approx(stats.pearsonr(points[place], rest).statistic)
        assert one.shown == PEOPLE


def test_the_distractor_table_and_the_time_are_those_of_pandas() -> None:
    paper = factory.paper(*(factory.question() for _n in range(4)), attempts=None)
    sat(paper, 60)
    figures.work_out(paper)
    totals = frame(paper).sum(axis=1)
    rank = totals.rank(method="first")
    third = pd.cut(rank, [0, 20, 40, 60], labels=[0, 1, 2]).astype(int)
    saves = pd.DataFrame(
        list(AnswerSave.objects.values("sitting", "place", "answer", "saved_at"))
    ).sort_values(["sitting", "place"])
    one = QuestionStatistic.objects.get(paper=paper, version=versions(paper)[2])
    here = saves[saves.place == 2].set_index("sitting")
    for option in ("a", "b", "c"):
        chosen = here[here.answer == option].index
        counts = third.loc[chosen].value_counts()
        expected = [len(chosen), *(int(counts.get(each, 0)) for each in range(3))]
        assert one.choices[option] == expected
    before = saves[saves.place == 1].set_index("sitting")
    gaps = (here.saved_at - before.saved_at).dt.total_seconds()
    assert one.seconds == pytest.approx(gaps.median())
    assert one.answered == int(here.answer.notna().sum())


def test_right_or_wrong_alone_is_kr20() -> None:
    paper = factory.paper(*(factory.question() for _n in range(3)), attempts=None)
    sat(paper, 12)
    assert figures.work_out(paper).is_kr20


def test_fewer_than_five_sittings_have_no_figures() -> None:
    paper = factory.paper(attempts=None)
    sat(paper, 4)
    made = figures.work_out(paper)
    assert (made.sittings, made.mean, made.distribution, made.passed) == (4, None, [], 0)
    assert not QuestionStatistic.objects.exists()


def test_a_question_that_few_had_has_no_figures() -> None:
    paper = factory.paper(attempts=None)
    sat(paper, 5)
    paper.questions.filter(place=2).delete()
    paper.questions.create(place=2, version=factory.question().current, score=5)
    sat(paper, 1)
    made = figures.work_out(paper)
    few = QuestionStatistic.objects.get(paper=paper, shown=1)
    assert (few.facility, few.discrimination, few.choices) == (None, None, {})
    assert made.alpha is None  # not all sittings have the same questions


def test_void_and_ungraded_sittings_are_left_out() -> None:
    paper, who = factory.paper(attempts=None), people.offender(people.land().office).user
    for points in (0, 5, 10, 15, 15):
        final(who, paper, points)
    final(who, paper, 15, state="void")
    factory.sitting(who, paper, state="submitted")
    assert figures.work_out(paper).sittings == 5


def test_equal_results_have_no_reliability() -> None:
    paper, who = factory.paper(attempts=None), people.offender(people.land().office).user
    for _n in range(5):
        final(who, paper, 15)
    made = figures.work_out(paper)
    assert (made.mean, made.deviation, made.alpha) == (1.0, 0.0, None)
    assert QuestionStatistic.objects.filter(discrimination=None, facility=0).count() == 3


def test_as_many_queries_for_many_sittings(django_assert_num_queries: Any) -> None:
    paper = factory.paper(attempts=None)
    sat(paper, 20)
    frozen.versions(versions(paper))
    with django_assert_num_queries(10):
        figures.work_out(paper)


def test_working_out_again_replaces_and_a_stop_leaves_the_old() -> None:
    paper = factory.paper(attempts=None)
    sat(paper, 6)
    figures.work_out(paper)
    sat(paper, 1, seed=2)

    def stop(_done: int, _total: int) -> None:
        raise jobs.LeaseLost

    with pytest.raises(jobs.LeaseLost):
        figures.work_out(paper, stop)
    assert PaperStatistic.objects.get().sittings == 6
    figures.work_out(paper)
    assert PaperStatistic.objects.get().sittings == 7
    assert QuestionStatistic.objects.count() == 3


def test_each_night_only_what_has_changed(at: Any) -> None:
    one, two = factory.paper(attempts=None), factory.paper(attempts=None)
    sat(one, 5)
    figures.work_out(one)
    at(now() + timedelta(hours=1))
    assert figures.stale() == []
    sat(two, 1)
    assert figures.stale() == [two.pk]
    sat(one, 1)
    assert set(figures.stale()) == {one.pk, two.pk}


def test_a_job_works_it_out_and_is_not_wanted_twice() -> None:
    paper = factory.paper(attempts=None)
    sat(paper, 5)
    first, again = tasks.want([paper.pk]), tasks.want([paper.pk])
    assert first == again
    jobs.run_now(first[0])
    assert Job.objects.get().state == Job.State.DONE
    assert PaperStatistic.objects.get(paper=paper).sittings == 5
