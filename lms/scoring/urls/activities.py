"""Activities: the learner's addresses below ``weather/``, the staff's below ``scores/``."""

from django.urls import URLPattern, path

from lms.scoring.views.activities import (
    learner_door,
    learner_home,
    learner_reports,
    learner_requests,
    learner_service,
    staff_alerts,
    staff_classes,
    staff_door,
    staff_duty,
    staff_home,
    staff_reports,
    staff_requests,
    staff_rosters,
    staff_service,
    staff_talks,
)

MINE = "weather/activities/"
STAFF = "scores/activities/"
CLASS = f"{STAFF}classes/<uuid:pk>/"
EVENT = f"{STAFF}service/<uuid:pk>/"
urlpatterns: list[URLPattern] = [
    path(MINE, learner_home.home, name="my_activities"),
    path(f"{MINE}reports/", learner_reports.choose, name="my_reports"),
    path(f"{MINE}reports/new/<slug:form>/", learner_reports.send, name="send_report"),
    path(f"{MINE}reports/<uuid:pk>/", learner_reports.report, name="my_report"),
    path(f"{MINE}requests/new/<slug:kind>/", learner_requests.ask_for, name="ask_for"),
    path(f"{MINE}requests/<uuid:pk>/", learner_requests.my_request, name="my_request"),
    path(f"{MINE}service/", learner_service.offered, name="my_service"),
    path(f"{MINE}service/<uuid:pk>/sign-up/", learner_service.sign_up, name="service_sign_up"),
    path(f"{MINE}service/<uuid:pk>/withdraw/", learner_service.withdraw, name="service_withdraw"),
    path("weather/door/<uuid:pk>/", learner_door.check_in, name="check_in"),
    path("weather/door/<uuid:pk>/<slug:code>/", learner_door.scan, name="door"),
    path(STAFF, staff_home.home, name="activities"),
    path(f"{STAFF}people/<uuid:pk>/", staff_home.of_person, name="person_activities"),
    path(f"{STAFF}people/<uuid:pk>/talk/", staff_talks.new, name="new_talk"),
    path(f"{STAFF}classes/", staff_classes.class_list, name="classes"),
    path(f"{STAFF}classes/new/", staff_classes.new, name="new_class"),
    path(CLASS, staff_rosters.roster, name="class_roster"),
    path(f"{CLASS}people/<uuid:offender>/", staff_rosters.note, name="class_note"),
    path(f"{CLASS}sheet/", staff_classes.sheet, name="class_sheet"),
    path(f"{CLASS}cancel/", staff_classes.cancel, name="cancel_class"),
    path(f"{CLASS}door/", staff_door.screen, name="class_door"),
    path(f"{CLASS}door/code/", staff_door.code, name="class_door_code"),
    path(f"{CLASS}door/paper/", staff_door.paper, name="class_door_paper"),
    path(f"{STAFF}reports/", staff_reports.queue, name="reports"),
    path(f"{STAFF}reports/<uuid:pk>/", staff_reports.report, name="report"),
    path(f"{STAFF}requests/", staff_requests.queue, name="requests"),
    path(f"{STAFF}requests/<uuid:pk>/", staff_requests.answer, name="help_request"),
    path(f"{STAFF}service/", staff_service.event_list, name="service_events"),
    path(f"{STAFF}service/new/", staff_service.new, name="new_service_event"),
    path(EVENT, staff_service.event, name="service_event"),
    path(f"{EVENT}cancel/", staff_service.cancel, name="cancel_service_event"),
    path(f"{STAFF}alerts/", staff_alerts.alerts, name="alerts"),
    path(f"{STAFF}alerts/<uuid:pk>/", staff_alerts.alert, name="alert"),
    path(f"{STAFF}duty/", staff_duty.turns, name="duty"),
    path(f"{STAFF}duty/<int:pk>/end/", staff_duty.end, name="end_duty"),
]
