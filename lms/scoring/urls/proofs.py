"""Proofs: signed months, verification, a person's file, public keys."""

from django.urls import URLPattern, path

from lms.scoring.views import proofs

urlpatterns: list[URLPattern] = [
    path("scores/proofs/", proofs.months, name="proofs"),
    path("scores/proofs/<int:pk>/", proofs.month, name="proof"),
    path("scores/proofs/<int:pk>/verify/", proofs.verify, name="proof_verify"),
    path("scores/proofs/person/<uuid:pk>/", proofs.person_dossier, name="dossier"),
    path("weather/file/", proofs.own_dossier, name="own_dossier"),
    path("keys/", proofs.keys, name="keys"),
    path("keys.json", proofs.keys_json, name="keys_json"),
]
