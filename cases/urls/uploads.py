"""Bringing files to a case: page, list, tus."""

from __future__ import annotations

from django.urls import path

from cases.views import uploads

urlpatterns = [
    path("cases/desk/uploads/<uuid:submission>/", uploads.uploads, name="uploads"),
    path("cases/desk/uploads/<uuid:submission>/files/", uploads.files, name="uploads_files"),
    path("cases/desk/uploads/file/<uuid:pk>/", uploads.upload, name="upload"),
    path("cases/desk/uploads/file/<uuid:pk>/remove/", uploads.remove, name="upload_remove"),
    path("cases/desk/uploads/file/<uuid:pk>/picture/", uploads.picture, name="upload_picture"),
]
