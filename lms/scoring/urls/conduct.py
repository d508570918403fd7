from django.urls import URLPattern, path

from lms.scoring.views import conduct, conduct_import

PERSON = "scores/people/<uuid:pk>/conduct/"
RECORD = "scores/conduct/<uuid:pk>/"
IMPORT = "scores/conduct/import/"
urlpatterns: list[URLPattern] = [
    path("scores/conduct/", conduct.records, name="conduct_list"),
    path(IMPORT, conduct_import.start, name="conduct_import"),
    path(f"{IMPORT}template/", conduct_import.template, name="conduct_template"),
    path(f"{IMPORT}<uuid:pk>/", conduct_import.report, name="conduct_report"),
    path(f"{IMPORT}<uuid:pk>/apply/", conduct_import.apply, name="apply_conduct_import"),
    path(PERSON, conduct.of_person, name="person_conduct"),
    path(f"{PERSON}new/", conduct.choose_kind, name="choose_conduct"),
    path(f"{PERSON}new/<slug:kind>/", conduct.new, name="record_conduct"),
    path(RECORD, conduct.record, name="conduct"),
    path(f"{RECORD}files/", conduct.add_evidence, name="add_conduct_evidence"),
    path(f"{RECORD}cancel/", conduct.cancel, name="cancel_conduct"),
    path("scores/files/<uuid:pk>/", conduct.attachment, name="attachment"),
]
