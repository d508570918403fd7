"""The API of scoring: one router, a module per room."""

from ninja import Router

from lms.scoring.api import conduct, scores

router = Router()
router.add_router("", conduct.router)
router.add_router("", scores.router)
