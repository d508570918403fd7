from django.urls import URLPattern, path

from lms.scoring.views import scheme_draft, scheme_tried, schemes

urlpatterns: list[URLPattern] = [
    path("scores/schemes/", schemes.listing, name="schemes"),
    path("scores/schemes/<uuid:uid>/", schemes.scheme, name="scheme"),
    path("scores/schemes/<uuid:uid>/file/", schemes.file, name="scheme_file"),
    path(
        "scores/schemes/<uuid:uid>/versions/<int:version>/", schemes.version, name="scheme_version"
    ),
    path("scores/schemes/<uuid:uid>/draft/", scheme_draft.draft, name="scheme_draft"),
    path("scores/schemes/<uuid:uid>/draft/basics/", scheme_draft.basics, name="scheme_basics"),
    path(
        "scores/schemes/<uuid:uid>/draft/items/<str:place>/", scheme_draft.item, name="scheme_item"
    ),
    path(
        "scores/schemes/<uuid:uid>/draft/proposals/<str:place>/",
        scheme_draft.proposal,
        name="scheme_proposal",
    ),
    path("scores/schemes/<uuid:uid>/draft/file/", scheme_draft.bring_in, name="scheme_import"),
    path("scores/schemes/<uuid:uid>/draft/discard/", scheme_draft.discard, name="scheme_discard"),
    path("scores/schemes/<uuid:uid>/draft/enforce/", scheme_draft.enforce, name="scheme_enforce"),
    path("scores/schemes/<uuid:uid>/draft/try/", scheme_tried.begin, name="scheme_try"),
    path("scores/schemes/<uuid:uid>/tried/<uuid:job>/", scheme_tried.tried, name="scheme_tried"),
]
