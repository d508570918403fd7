"""What a learner's journeys find: learners, an officer, courses; made inside the platform."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.core.files import File

from content import filing
from content.media import film, slides, transcode
from content.models import CoursePage, HomePage, Media
from lms.accounts.models import Organisation
from lms.core.months import Month, today
from lms.learning.models import ToolAssignment
from lms.messaging.actions import send
from tests.factories import content, learning, people

LEARNERS = 6
TARGET = 8 * 2700
SENTENCES = (
    "离开所居住的市、县，要先向司法所请假。",
    "请假要提前三天，说清去哪里、做什么、哪天回来。",
    "得到批准以后才可以出门，回来当天要销假。",
)


def make() -> dict[str, Any]:
    """Ids and names that the journeys use."""
    land = _land()
    officer = people.staff_member(land.office, username="walks-officer", name="赵明远").user
    editor = people.user_with_role("editor", land.county, username="walks-editor")
    course, lessons = _courses(land, _film(land, editor))
    tool = content.scale_tool(land.county)
    for number in range(1, LEARNERS + 1):
        offender = people.offender(
            land.office, username=f"walks{number}", name="王建国", officer=officer,
            code=f"WA-{number}", id_number=people.id_number(serial=8000 + number),
        )  # fmt: skip
        _give(offender.user, course, tool)
    _note()
    return {
        "course": course.pk,
        "video": lessons["video"].pk,
        "article": lessons["article"].pk,
        "document": lessons["document"].pk,
        "tool": tool.pk,
    }


def _land() -> SimpleNamespace:
    """The land that stands from the beginning, open day and night."""
    land = people.land()
    land.office.phone = "10012345678"
    land.office.save()
    Organisation.objects.filter(pk=land.county.pk).update(study_opens="00:00", study_closes="00:00")
    return land


def _give(learner: Any, course: CoursePage, tool: Any) -> None:
    learning.enrolment(learner, course, because=["入矫"], due_on=today() + timedelta(days=20))
    learning.target(learner, Month.current(), TARGET)
    ToolAssignment.objects.create(learner=learner, tool=tool, because=["入矫"])
    send(to=learner, subject="集中教育", body="周五上午九点。", key=f"scene:{learner.pk}")


def _film(land: Any, editor: Any) -> Media:
    """About a minute of slides with subtitles, made playable as an upload is."""
    pages = tuple(
        slides.Slide(f"第{n}步", lines=(sentence[:12],), narration=(sentence,))
        for n, sentence in enumerate(SENTENCES, start=1)
    )
    script = film.Script("外出请假怎么办", "请销假", pages, lecturer="李老师")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "leave.mp4"
        made = film.render(script, path)
        with path.open("rb") as file:
            media = filing.add_media(
                by=editor, organisation=land.county, title="外出请假怎么办", kind="video",
                file=File(file, name=path.name),
            )  # fmt: skip
    transcode.prepare_now(media)
    filing.add_subtitles(media=media, by=editor, raw=made.subtitles.encode(), name="leave.vtt")
    media.refresh_from_db()
    return media


def _courses(land: Any, media: Media) -> tuple[CoursePage, dict[str, Any]]:
    course = content.course(
        land.county, title="请销假", summary="出门之前要知道的事。", cover="traffic",
        teacher=content.teacher(land.county),
    )  # fmt: skip
    document = content.document(organisation=land.county, title="请假条", body=WORDS.encode())
    lessons = {
        "video": content.video_lesson(course, title="外出请假怎么办", media=media),
        "article": content.lesson(course, title="请假条怎么写", body=[content.text(WORDS)]),
        "document": content.lesson(
            course, title="请假须知", kind="document", body=[], document=document
        ),
    }
    first = content.course(land.county, title="入门", summary="先从这里学起。", cover="law")
    content.lesson(first, title="报到以后")
    locked = content.course(land.county, title="进阶", cover="job")
    locked.prerequisites.add(first)
    locked.save()
    content.lesson(locked, title="找活干")
    return course, lessons


WORDS = "</p><p>".join([*SENTENCES, "写请假条要用自己的话，一件一件写清楚。"] * 5)


def _note() -> None:
    note = HomePage(title="给您的话", shown_to="offenders", greeting="雨天路滑，出门当心")
    HomePage.objects.first().add_child(instance=note)
    note.save_revision().publish()
