"""The notice's page and paper, and the check that anybody can make."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from pypdf import PdfReader

from lms.scoring.models import MonthScore, Notice
from lms.scoring.notices.giving import give_notices
from lms.scoring.views.notices import CHECKS_A_MINUTE
from tests.factories import people, scoring

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _during(at) -> None:
    at(datetime(2026, 11, 12, 4, tzinfo=UTC))


@pytest.fixture
def offender(land):
    land.office.phone = "0578-5120000"
    land.office.save()
    return people.offender(land.office, name="王建国")


@pytest.fixture
def posted(land):
    return scoring.county_month(land.county, state="posted")


@pytest.fixture
def notice(offender, posted):
    late = scoring.facts(records=[scoring.record("report_late")])
    scoring.score(offender, posted, facts=late)
    give_notices(county_month=posted)
    return Notice.objects.get()


def client_of(user: Any) -> Client:
    cache.clear()
    client = Client()
    client.force_login(user)
    return client


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def path_of(notice: Notice) -> str:
    return f"/weather/notices/{notice.pk}/"


def test_the_person_reads_every_line_with_the_way_to_object(notice, offender) -> None:
    html = page(client_of(offender.user), path_of(notice))
    assert notice.number in html
    assert "王建国" in html
    assert f"{path_of(notice)}object/?line=M5" in html
    assert f"{path_of(notice)}object/?line=study" in html
    assert "2026-11-16" in html
    assert 'href="tel:0578-5120000"' in html
    assert Notice.objects.get().read_at is not None


def test_after_the_posting_it_names_the_ways_that_are_left(notice, offender, at) -> None:
    at(datetime(2026, 11, 17, 4, tzinfo=UTC))
    html = page(client_of(offender.user), path_of(notice))
    assert "object/" not in html
    assert "人民检察院" in html


def test_staff_read_it_without_buttons_and_it_stays_unread(notice, land) -> None:
    html = page(client_of(people.user_with_role("officer", land.office)), path_of(notice))
    assert notice.number in html
    assert "object/" not in html
    assert Notice.objects.get().read_at is None


def test_others_find_nothing(notice, land) -> None:
    for user in (people.offender(land.office).user, people.user_with_role("editor", land.county),
                 people.user_with_role("officer", land.office3)):  # fmt: skip
        client = client_of(user)
        assert client.get(path_of(notice)).status_code == 404
        assert client.get(path_of(notice) + "pdf/").status_code == 404


def test_a_superseded_notice_says_so(notice, offender, posted) -> None:
    MonthScore.objects.update(is_current=False)
    scoring.score(offender, posted, version=2, reason="更正")
    html = page(client_of(offender.user), path_of(notice))
    assert "不再有效" in html
    assert "object/" not in html


def test_what_the_page_costs(notice, offender, django_assert_max_num_queries) -> None:
    client = client_of(offender.user)
    page(client, path_of(notice))
    with django_assert_max_num_queries(8):
        page(client, path_of(notice))


def text_of(content: bytes) -> str:
    return "".join(sheet.extract_text() for sheet in PdfReader(BytesIO(content)).pages)


def test_the_paper_says_all_of_it(notice, offender) -> None:
    response = client_of(offender.user).get(path_of(notice) + "pdf/")
    assert response.headers["Content-Type"] == "application/pdf"
    said = text_of(response.content).replace("\n", "")
    for expected in (
        "社区矫正对象月度考核告知书", "王建国", offender.code, "浮云司法所", notice.number,
        "迟报、漏报", "−2", "2026-11-16", "0578-5120000", "人民检察院",
    ):  # fmt: skip
        assert expected in said


def test_the_paper_of_a_score_that_is_held_back(offender, posted) -> None:
    held = scoring.facts(records=[scoring.record("suspected_crime")])
    scoring.score(offender, posted, facts=held)
    give_notices(county_month=posted)
    notice = Notice.objects.get()
    response = client_of(offender.user).get(path_of(notice) + "pdf/")
    assert "暂缓计分" in text_of(response.content).replace("\n", "")
    assert "暂缓" in page(client_of(offender.user), path_of(notice))


def test_a_line_of_many_facts_fits_on_paper(offender, posted) -> None:
    many = [scoring.record("public_service", hours="0.5") for _ in range(90)]
    scoring.score(offender, posted, facts=scoring.facts(records=many))
    give_notices(county_month=posted)
    response = client_of(offender.user).get(path_of(Notice.objects.get()) + "pdf/")
    said = text_of(response.content).replace("\n", "").replace(" ", "")
    assert "另有78条" in said


def test_a_long_reason_goes_on_on_a_second_sheet(offender, posted) -> None:
    scoring.score(offender, posted, version=2, reason="更正的原因" * 300)
    give_notices(county_month=posted)
    response = client_of(offender.user).get(path_of(Notice.objects.get()) + "pdf/")
    assert len(PdfReader(BytesIO(response.content)).pages) >= 2


def check_of(notice: Notice) -> str:
    return f"/verify/{notice.check_code}/"


def test_anybody_can_check_the_paper_and_learns_no_name(notice, offender) -> None:
    html = page(Client(), check_of(notice))
    assert "真实" in html
    assert notice.number in html
    assert "有效" in html
    for secret in ("王建国", offender.code, "浮云司法所", "70"):
        assert secret not in html.split("<main")[1].split("<footer")[0]


def test_a_superseded_one_is_genuine_and_holds_no_more(notice, offender, posted) -> None:
    MonthScore.objects.update(is_current=False)
    scoring.score(offender, posted, version=2, reason="更正")
    assert "已有新版本" in page(Client(), check_of(notice))


@pytest.mark.parametrize("code", ["x", "a" * 24, "..", "%00"])
def test_an_unknown_code_is_not_there(notice, code) -> None:
    assert Client().get(f"/verify/{code}/").status_code == 404


def test_codes_are_not_guessed_by_trying(notice) -> None:
    client = Client()
    for _number in range(CHECKS_A_MINUTE):
        client.get("/verify/guess/")
    assert client.get(check_of(notice)).status_code == 429
