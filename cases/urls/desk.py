from __future__ import annotations

from django.urls import path

from cases.views import desk, fields, masking

urlpatterns = [
    path("cases/desk/", desk.cases, name="desk"),
    path("cases/desk/new/", desk.new, name="desk_new"),
    path("cases/desk/<uuid:pk>/", desk.case, name="desk_case"),
    path("cases/desk/<uuid:pk>/do/<slug:name>/", desk.act, name="desk_act"),
    path("cases/desk/<uuid:pk>/text/", fields.fields, name="desk_fields"),
    path("cases/desk/<uuid:pk>/fill/", fields.fill, name="desk_fill"),
    path("cases/desk/<uuid:pk>/masking/", masking.masks, name="desk_masking"),
    path("cases/desk/<uuid:pk>/masking/decide/", masking.decide, name="desk_decide"),
    path("cases/desk/<uuid:pk>/masking/certain/", masking.accept_certain, name="desk_certain"),
    path("cases/desk/<uuid:pk>/files/<uuid:file>/seen/", masking.seen, name="desk_seen"),
    path(
        "cases/desk/<uuid:pk>/files/<uuid:file>/original/", masking.original, name="desk_original"
    ),
    path("cases/desk/<uuid:pk>/preview/", fields.preview, name="desk_preview"),
]
