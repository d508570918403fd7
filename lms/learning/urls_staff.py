"""The staff's addresses in learning."""

from django.urls import URLPattern, path

from lms.learning.views import (
    staff,
    staff_content,
    staff_kiosks,
    staff_ledger,
    staff_people,
    staff_person,
    staff_plan,
    staff_review,
)

PERSON = "people/<uuid:pk>/"
COURSE = f"{PERSON}courses/<uuid:enrolment>/"
staff_urls: list[URLPattern] = [
    path("desk/", staff.desk, name="desk"),
    path("people/", staff_people.people, name="people"),
    path(PERSON, staff_person.overview, name="person"),
    path(f"{PERSON}evidence/", staff_person.evidence, name="evidence"),
    path(f"{PERSON}sheet/", staff_person.sheet, name="person_sheet"),
    path(f"{PERSON}presence/", staff_person.confirm, name="confirm_presence"),
    path(f"{PERSON}courses/new/", staff_plan.add_course, name="add_course"),
    path(f"{COURSE}postpone/", staff_plan.postpone, name="postpone_course"),
    path(f"{COURSE}waive/", staff_plan.waive, name="waive_course"),
    path(f"{COURSE}take-back/", staff_plan.take_back, name="take_back_waiver"),
    path(f"{PERSON}tools/new/", staff_plan.ask_tool, name="ask_tool"),
    path(f"{PERSON}exemptions/new/", staff_plan.grant_exemption, name="grant_exemption"),
    path(
        f"{PERSON}exemptions/<uuid:exemption>/cancel/",
        staff_plan.cancel_exemption,
        name="cancel_exemption",
    ),
    path(f"{PERSON}ledger/", staff_ledger.ledger, name="ledger"),
    path(f"{PERSON}corrections/new/", staff_ledger.propose, name="propose_correction"),
    path("corrections/", staff_ledger.corrections, name="corrections"),
    path("corrections/<uuid:pk>/", staff_ledger.correction, name="correction"),
    path("signals/", staff_review.signals, name="signals"),
    path("signals/<uuid:pk>/", staff_review.signal, name="signal"),
    path("tool-results/", staff_review.tool_results, name="tool_results"),
    path("tool-results/<uuid:pk>/", staff_review.tool_answers, name="tool_answers"),
    path("kiosks/", staff_kiosks.kiosks, name="kiosks"),
    path("kiosks/<uuid:pk>/end/", staff_kiosks.end, name="end_kiosk"),
    path("usage/", staff_content.courses, name="usage"),
    path("usage/<int:pk>/", staff_content.course, name="course_usage"),
]
