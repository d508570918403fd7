"""Small real video and audio files, made by ffmpeg once per test run; and files that are not."""

from __future__ import annotations

import subprocess
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from content.media.ffmpeg import program

_folder = TemporaryDirectory(prefix="xinlu-films-")
PICTURE = ["-f", "lavfi", "-i", "testsrc2=size={size}:rate=10:duration={seconds}"]
SOUND = ["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=16000:duration={seconds}"]
SILENCE = ["-f", "lavfi", "-t", "{seconds}", "-i", "anullsrc=r=16000:cl=mono"]
H264 = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "20"]
AAC = ["-c:a", "aac", "-b:a", "32k"]


@lru_cache
def made(name: str, *arguments: str, size: str = "640x360", seconds: int = 4) -> Path:
    """A file of that name; ``arguments`` are ffmpeg's, with {size} and {seconds}."""
    folder = Path(_folder.name) / str(abs(hash((name, arguments, size, seconds))))
    folder.mkdir()
    filled = [one.format(size=size, seconds=seconds) for one in arguments]
    command = [program(), "-nostdin", "-loglevel", "error", "-y", *filled, str(folder / name)]
    subprocess.run(command, check=True)
    return folder / name


def film(*, size: str = "640x360", seconds: int = 4) -> Path:
    """What a phone or an editor's program gives: H.264 and AAC, the index at the end."""
    return made("film.mp4", *PICTURE, *SOUND, *H264, *AAC, size=size, seconds=seconds)


def silent_film() -> Path:
    return made("silent.mp4", *PICTURE, *SILENCE, *H264, *AAC)


def old_film(size: str = "640x360") -> Path:
    """Codecs no browser plays."""
    codecs = ["-c:v", "mpeg4", "-q:v", "3", "-c:a", "mp2", "-ar", "16000"]
    return made("old.avi", *PICTURE, *SOUND, *codecs, size=size)


def sound() -> Path:
    return made("talk.mp3", *SOUND, "-c:a", "libmp3lame")


def sound_as_mp4() -> Path:
    """Named like a video, without any picture."""
    return made("talk.mp4", *SOUND, *AAC)


def blink() -> Path:
    """Shorter than a second."""
    return made("blink.mp4", *PICTURE, *H264, "-frames:v", "2")


def cut_film() -> bytes:
    whole = film().read_bytes()
    return whole[: len(whole) * 2 // 3]


def playlist(address: str) -> bytes:
    return f"#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n{address}\n#EXT-X-ENDLIST\n".encode()


def scrambled_film() -> bytes:
    """The parts of an MP4 are where they should be, what is in them is noise."""
    whole = bytearray(film().read_bytes())
    at = whole.index(b"moov") + 8
    whole[at : at + 400] = b"\x55" * 400
    return bytes(whole)
