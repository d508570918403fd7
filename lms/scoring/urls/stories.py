from django.urls import URLPattern, path

from lms.scoring.views import stories

urlpatterns: list[URLPattern] = [
    path("people/<uuid:pk>/story/", stories.ask, name="ask_story"),
    path("weather/story/<uuid:pk>/", stories.story, name="story"),
    path("scores/stories/", stories.index, name="stories"),
    path("scores/stories/<uuid:pk>/write/", stories.write, name="write_story"),
]
