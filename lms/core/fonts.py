"""Where the platform's fonts are: whole TTFs of the look's typeface, installed by npm (OFL)."""

from __future__ import annotations

from pathlib import Path

FONTS = Path(__file__).resolve().parents[2] / "node_modules" / "@expo-google-fonts" / "noto-sans-sc"


def font_file(cut: str) -> Path:
    """The file of a cut such as ``400Regular`` or ``700Bold``."""
    return FONTS / cut / f"NotoSansSC_{cut}.ttf"
