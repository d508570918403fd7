"""Static files with the hash of their content in the name, so that browsers keep them for good."""

from __future__ import annotations

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

BUILT = "app/"
"""What Vite has built (content/frontend/dist). Its names carry a hash already, and its files name
each other by them: a second hash would make the browser fetch the same module twice."""


class HashedOnceStorage(CompressedManifestStaticFilesStorage):
    def hashed_name(self, name: str, content: Any = None, filename: str | None = None) -> str:
        if name.startswith(BUILT):
            return name
        return super().hashed_name(name, content, filename)

    def url(self, name: str | None, force: bool = False) -> str:
        """Built files are not looked up in the manifest of names."""
        if name and name.startswith(BUILT):
            return str(self.base_url) + name
        return super().url(name, force)
