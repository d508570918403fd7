"""The learner's addresses."""

from django.urls import path

from lms.learning.views import (
    learner_courses,
    learner_home,
    learner_hours,
    learner_player,
    learner_tools,
)

learner_urls = [
    path("home/", learner_home.home, name="home"),
    path("study/", learner_home.study, name="study"),
    path("courses/", learner_courses.courses, name="courses"),
    path("courses/<int:pk>/", learner_courses.course, name="course"),
    path("courses/<int:pk>/choose/", learner_courses.choose, name="choose_course"),
    path("lessons/<int:pk>/", learner_player.lesson, name="lesson"),
    path("lessons/<int:pk>/sheets/<int:number>/", learner_player.sheet, name="lesson_sheet"),
    path("credits/", learner_hours.hours, name="credits"),
    path("tools/", learner_tools.tools, name="tools"),
    path("tools/<int:pk>/", learner_tools.tool, name="tool"),
    path("tools/results/<uuid:pk>/", learner_tools.result, name="tool_result"),
]
