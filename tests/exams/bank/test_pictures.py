"""Pictures of questions: kept once, named by their content, shown to whoever may see the page."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory

from content.models import Image
from exams.bank import keeping, pictures
from exams.models import QuestionPicture
from lms.core import context
from lms.core.context import RequestInfo
from lms.core.errors import Invalid
from tests.exams.made import picture
from tests.factories import exams, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    return people.land().county


@pytest.fixture
def editor(county):
    return people.user_with_role("editor", county)


def drawn(**more):
    return exams.body(
        stem='看图：<img src="a.png" alt="红">', pictures={"a.png": picture(9)}, **more
    )


@pytest.fixture
def question(editor, county):
    return keeping.save_question(by=editor, organisation=county, plain=drawn())


@pytest.fixture
def asking(monkeypatch):
    """``asking(user)``: as if this person had sent the request that is answered."""

    def ask(user):
        request = RequestFactory().get("/")
        request.user = user
        context.current.set(RequestInfo(request=request))

    yield ask
    context.current.set(None)


def test_the_same_picture_is_kept_once(question, editor, county):
    other = keeping.save_question(
        by=editor, organisation=county, plain=drawn(law="另一题", key="other")
    )
    assert QuestionPicture.objects.count() == 2
    image = Image.objects.get()
    assert (image.description, image.uploaded_by_user) == ("红", editor)
    assert pictures.form_of(other).pictures == pictures.form_of(question).pictures


def test_its_address_is_for_whoever_asks(question, asking):
    candidate = people.offender(people.land().office).user
    asking(candidate)
    (address,) = pictures.addresses(question).values()
    browser = Client()
    browser.force_login(candidate)
    answer = browser.get(address)
    assert (answer.status_code, answer.content) == (200, picture(9))
    assert answer["Content-Type"] == "image/png"
    browser.force_login(people.offender(people.land().office).user)
    assert browser.get(address).status_code == 404


def test_what_is_no_picture_is_refused(editor, county):
    form = exams.body(stem='<img src="a.png" alt="红">', pictures={"a.png": b"<svg/>"})
    with pytest.raises(Invalid):
        keeping.save_question(by=editor, organisation=county, plain=form)
    assert not Image.objects.exists()
