"""Questions about cases."""

from django.urls import path

from cases.views import questions

urlpatterns = [
    path("cases/questions/", questions.questions, name="questions"),
    path("cases/<int:pk>/ask/", questions.ask, name="ask"),
    path("cases/questions/<uuid:pk>/answer/", questions.answer, name="answer"),
]
