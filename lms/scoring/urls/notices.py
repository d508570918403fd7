"""The weather, notices and the posting."""

from django.urls import URLPattern, path

from lms.scoring.views import notices, posting, weather

urlpatterns: list[URLPattern] = [
    path("weather/", weather.own, name="weather"),
    path("weather/months/<str:month>/", weather.own_month, name="weather_month"),
    path("weather/wards/<uuid:pk>/", weather.ward, name="ward_weather"),
    path("weather/notices/<uuid:pk>/", notices.notice, name="notice"),
    path("weather/notices/<uuid:pk>/pdf/", notices.notice_pdf_file, name="notice_pdf"),
    path("weather/posting/", posting.posting, name="posting"),
    path("scores/posting/<int:posting>/<int:office>/", posting.wall_sheet, name="wall_sheet"),
    path("scores/people/<uuid:pk>/", weather.person_scores, name="person_scores"),
    path("scores/people/<uuid:pk>/<str:month>/", weather.person_month, name="person_month"),
    path("verify/<slug:code>/", notices.verify, name="verify_notice"),
]
