"""Wagtail and media."""

from content.media.kinds import AUDIO_EXTENSIONS, VIDEO_EXTENSIONS
from lms.config.env import env

WAGTAIL_SITE_NAME = "新路"
WAGTAILADMIN_BASE_URL = env.public_url or "http://127.0.0.1:8000"
WAGTAIL_CONTENT_LANGUAGES = [("zh-hans", "简体中文")]
WAGTAIL_I18N_ENABLED = False
WAGTAILADMIN_PERMITTED_LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
# No page asks anything of another host.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_USAGE_COUNT_ENABLED = True
WAGTAILIMAGES_IMAGE_MODEL = "content.Image"
WAGTAILDOCS_DOCUMENT_MODEL = "content.Document"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILMEDIA = {
    "MEDIA_MODEL": "content.Media",
    "VIDEO_EXTENSIONS": VIDEO_EXTENSIONS,
    "AUDIO_EXTENSIONS": [*AUDIO_EXTENSIONS, *VIDEO_EXTENSIONS],  # a film's sound alone
}
WAGTAILADMIN_UNSAFE_PAGE_DELETION_LIMIT = 10
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
# Full-text search of a database takes a Chinese title for one word and finds nothing inside it.
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database.fallback"}}
WAGTAIL_FINISH_WORKFLOW_ACTION = "content.finish.publish_approved"
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
# A reviewer says what is wrong when sending a draft back; remarks in the margin would make a
# revision of the reviewer's own, who could then not approve any more.
WAGTAILADMIN_COMMENTS_ENABLED = False
WAGTAILADMIN_LOGIN_URL = "/sign-in/"
WAGTAIL_FRONTEND_LOGIN_URL = "/sign-in/"
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "pptx", "txt"]
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False

MEDIA_PORT = env.media_port
MEDIA_ACCEL = env.media_accel
CLAMAV_SOCKET = env.clamav_socket
MAX_UPLOAD_BYTES = env.max_upload_mb * 1024 * 1024
# On the same disk as the media folder: an upload is moved there, not copied.
FILE_UPLOAD_TEMP_DIR = env.var / "uploads"
FILE_UPLOAD_TEMP_DIR.mkdir(parents=True, exist_ok=True)
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "content.uploads.BoundedUploadHandler",
]
