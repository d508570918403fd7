"""Lists: filters, sorting, pages, columns by right, saved views, the same rows as a file."""

from __future__ import annotations

import io
from typing import Any

import django_filters
import openpyxl
import pytest
from django.http import QueryDict
from django.test import RequestFactory

from lms.accounts.models import User
from lms.core import jobs, lists
from lms.core.errors import Denied, Invalid
from lms.core.models import AuditEntry, Job, SavedView
from lms.core.tables import Column, Table
from tests.factories import people

pytestmark = pytest.mark.django_db


class NameFilter(django_filters.FilterSet):
    name = django_filters.CharFilter(lookup_expr="icontains", label="姓名")
    on = django_filters.DateFilter(field_name="date_joined", lookup_expr="date")

    class Meta:
        model = User
        fields: list[str] = []


class PeopleTable(Table):
    key = "test-people"
    title = "人员"
    filters = NameFilter
    order = "username"
    per_page = 10
    columns = (
        Column("username", "账号", sort="username", link=lambda user: f"/u/{user.username}"),
        Column("name", "姓名", sort="name"),
        Column("phone", "电话", shown=lambda user: user.name == "见"),
        Column(
            "staff", "在岗", value="is_active", show=lambda user: "在" if user.is_active else ""
        ),
        Column("button", "", value=lambda user: "x", exported=False),
    )

    def rows(self) -> Any:
        return User.objects.filter(username__startswith="list")

    def may_export(self) -> bool:
        return self.user.username != "stranger"


@pytest.fixture
def reader() -> User:
    return people.user(username="reader", name="不见")


@pytest.fixture
def rows() -> list[User]:
    return [people.user(username=f"list{n:02d}", name=f"王{n:02d}") for n in range(25)]


def table(reader: User, query: str = "", method: str = "get", **post: str) -> PeopleTable:
    request = getattr(RequestFactory(), method)(f"/?{query}", post)
    request.GET = QueryDict(query)
    request.user = reader
    return PeopleTable(request)


def names(of: PeopleTable) -> list[str]:
    return [row.username for row in of.page.rows]


def test_pages_have_their_rows_in_order(reader, rows) -> None:
    page = table(reader, "page=3").page
    assert [row.username for row in page.rows] == [f"list{n:02d}" for n in range(20, 25)]
    assert (page.first, page.last, page.total, page.pages) == (21, 25, 25, 3)


@pytest.mark.parametrize("number", ["0", "-1", "99", "x", "²", "1" * 40])
def test_any_page_number_gives_a_page(reader, rows, number: str) -> None:
    assert table(reader, f"page={number}").page.rows


def test_a_column_sorts_both_ways(reader, rows) -> None:
    assert names(table(reader, "sort=name"))[0] == "list00"
    down = table(reader, "sort=-name")
    assert names(down)[0] == "list24"
    assert next(head.order for head in down.headers if head.label == "姓名") == "descending"


def test_only_columns_that_may_be_sorted_are(reader, rows) -> None:
    assert table(reader, "sort=password").sorting == ("", False)
    assert table(reader, "sort=phone").sorting == ("", False)


def test_filters_narrow_and_can_be_taken_away_one_by_one(reader, rows) -> None:
    found = table(reader, "name=王07&sort=-name&page=2")
    assert names(found) == ["list07"]
    chip = found.chips[0]
    assert (chip.label, chip.value, chip.url) == ("姓名", "王07", "?sort=-name")


def test_a_filter_that_is_not_understood_finds_nothing(reader, rows) -> None:
    assert table(reader, "on=tomorrow").page.rows == []


def test_a_column_by_right_is_neither_seen_nor_exported(reader, rows) -> None:
    assert table(reader).head() == ["账号", "姓名", "在岗"]
    reader.name = "见"
    assert table(reader).head() == ["账号", "姓名", "电话", "在岗"]


def test_what_people_wrote_is_never_html(reader) -> None:
    people.user(username="list-x", name="<script>alert(1)</script>")
    body = table(reader).body
    assert "&lt;script&gt;" in body
    assert '<a href="/u/list-x">' in body


def test_a_page_takes_three_queries_however_long_the_list(
    reader, rows, django_assert_num_queries
) -> None:
    with django_assert_num_queries(3):
        _body = table(reader, "page=2").body


def test_counting_ends_somewhere(reader, rows, monkeypatch) -> None:
    monkeypatch.setattr(PeopleTable, "most_counted", 20)
    page = table(reader).page
    assert (page.total, page.more, page.pages) == (20, True, 2)


def test_the_file_has_all_rows_of_the_screen(reader, rows) -> None:
    response = lists.export(table(reader, "name=王1&sort=-name"), "xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    found = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert found[:2] == [["账号", "姓名", "在岗"], ["list19", "王19", "✓"]]
    assert len(found) == 11


def test_an_export_is_logged_without_what_was_searched_for(reader, rows) -> None:
    lists.export(table(reader, "name=王1"), "xlsx")
    entry = AuditEntry.objects.get(verb="list.exported")
    assert entry.actor == reader
    assert entry.after == {
        "list": "test-people", "kind": "xlsx", "rows": 10, "filters": ["name"],
    }  # fmt: skip


def test_many_rows_are_written_by_a_job(reader, rows, monkeypatch, rf) -> None:
    monkeypatch.setattr(PeopleTable, "background_over", 5)
    monkeypatch.setattr(lists.messages, "info", lambda *_args: None)
    response = lists.export(table(reader, "name=王1"), "xlsx")
    done = jobs.run_now(Job.objects.get())
    assert response.headers["Location"] == f"/jobs/{done.pk}/"
    sheet = openpyxl.load_workbook(io.BytesIO(jobs.result_path(done).read_bytes())).active
    assert (done.state, done.done, sheet.max_row) == ("done", 10, 11)


def test_whoever_may_not_export_gets_no_file(rows) -> None:
    with pytest.raises(Denied):
        lists.export(table(people.user(username="stranger")), "xlsx")


def test_only_kinds_that_are_offered_are_made(reader) -> None:
    with pytest.raises(Invalid):
        lists.export(table(reader), "csv")


def test_a_saved_view_keeps_filters_and_sorting(reader) -> None:
    lists.save_view(by=reader, table=table(reader, "name=王&on=&page=3&sort=-name"), name="我的")
    view = SavedView.objects.get(owner=reader, table="test-people")
    assert dict(QueryDict(view.query).items()) == {"name": "王", "sort": "-name"}


def test_the_same_name_replaces_a_view_and_others_views_stay(reader) -> None:
    other = people.user()
    for person in (reader, reader, other):
        lists.save_view(by=person, table=table(person), name="我的")
    lists.delete_view(by=reader, table=table(reader), pk=str(SavedView.objects.get(owner=other).pk))
    assert (SavedView.objects.count(), SavedView.objects.filter(owner=other).count()) == (2, 1)


@pytest.mark.parametrize("name", ["", "长" * 61])
def test_a_view_needs_a_name_of_a_fitting_length(reader, name: str) -> None:
    request = table(reader, "", "post", save_view=name).request
    with pytest.raises(Invalid):
        lists.show(request, PeopleTable)
