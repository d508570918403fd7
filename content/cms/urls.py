from __future__ import annotations

from django.urls import path, re_path

from content.cms import media, views

app_name = "content_cms"
urlpatterns = [
    # Before wagtailmedia's own addresses of the same name, which these replace.
    re_path(r"^media/(?P<media_type>audio|video|media)/add/$", media.add, name="media_add"),
    path("media/edit/<int:media_id>/", media.edit, name="media_edit"),
    path("media/delete/<int:media_id>/", media.delete, name="media_delete"),
    path("media/<int:media_id>/state/", media.state, name="media_state"),
    path("media/<int:media_id>/again/", media.again, name="media_again"),
    path("media/<int:media_id>/subtitles/", media.set_subtitles, name="subtitles"),
    path(
        "media/<int:media_id>/subtitles/<int:track_id>/remove/",
        media.remove_subtitles,
        name="remove_subtitles",
    ),
    path("shared/", views.shelf, name="shelf"),
    path("shared/<int:page_id>/adopt/", views.adopt, name="adopt"),
    path("shared/<int:page_id>/uses/", views.uses, name="uses"),
    path("shared/<int:page_id>/withdraw/", views.withdraw, name="withdraw"),
    path("shared/<int:page_id>/offer-again/", views.offer_again, name="offer_again"),
    path("adoptions/", views.adoptions, name="adoptions"),
    path("adoptions/<int:pk>/", views.adoption, name="adoption"),
    path("adoptions/<int:pk>/take-over/", views.take_over, name="take_over"),
    path("adoptions/<int:pk>/keep/", views.keep_own, name="keep_own"),
]
