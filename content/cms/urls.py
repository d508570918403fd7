from __future__ import annotations

from django.urls import path

from content.cms import views

app_name = "content_cms"
urlpatterns = [
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
