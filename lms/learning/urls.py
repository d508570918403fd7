"""The pages of learning: the learner's and the staff's."""

from lms.learning.urls_learner import learner_urls
from lms.learning.urls_staff import staff_urls

app_name = "learning"
urlpatterns = [*learner_urls, *staff_urls]
