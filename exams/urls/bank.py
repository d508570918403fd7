from django.urls import URLPattern, path

from exams.views import bank

IMPORT = "exams/questions/import/"
EXPORT = "exams/questions/export/"
urlpatterns: list[URLPattern] = [
    path(IMPORT, bank.start_import, name="question_import"),
    path(f"{IMPORT}template/", bank.template, name="question_template"),
    path(f"{IMPORT}<uuid:pk>/", bank.import_report, name="question_import_report"),
    path(f"{IMPORT}<uuid:pk>/apply/", bank.apply_import, name="apply_question_import"),
    path(EXPORT, bank.start_export, name="question_export"),
    path(f"{EXPORT}<uuid:pk>/", bank.export_report, name="question_export_report"),
    path(f"{EXPORT}<uuid:pk>/notes/", bank.export_problems, name="question_export_problems"),
]
