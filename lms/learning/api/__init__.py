"""The API of learning: study sessions, courses, credits."""

from ninja import Router

from lms.learning.api import courses, credits, study

router = Router()
router.add_router("", study.router)
router.add_router("", courses.router)
router.add_router("", credits.router)
