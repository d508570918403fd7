"""The API of learning: study sessions, courses, credits."""

from ninja import Router

from lms.learning.api import study

router = Router()
router.add_router("", study.router)
