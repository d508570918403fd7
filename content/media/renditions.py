"""What is made from an upload, as arguments for ffmpeg. Pure.

From every video: one plain file that plays at once, a poster, the sound alone where there is any,
and a ladder of qualities in segments of at most a megabyte (contract: media never starves beats).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from content.media.ffmpeg import source
from content.media.probe import Findings

MOST_BYTES = 1024 * 1024  # of one segment
RUNGS = {360: 480, 480: 850, 720: 1400}
"""Short side of the picture → kilobits a second at most. With the buffer (one second) and the
sound, four seconds of the highest rung stay below a megabyte."""
SEGMENT_SECONDS = 4
LONGEST_SEGMENT = 30
SOUND = ["-c:a", "aac", "-b:a", "64k", "-ac", "1", "-ar", "44100"]
SPEECH = ["-c:a", "aac", "-b:a", "40k", "-ac", "1", "-ar", "32000"]
PLAYABLE_PIXELS = {"yuv420p", "yuvj420p"}
PLAIN_SIDE = 480
"""Short side of the plain file where the upload's own picture cannot be played as it is."""
CLEAN = ["-map_metadata", "-1", "-map_chapters", "-1", "-dn", "-sn"]
"""Phones write where a video was filmed into it: nothing of that goes to learners."""


def short_side(found: Findings) -> int:
    return min(found.width, found.height)


def picture_plays(found: Findings) -> bool:
    """Whether old phones and browsers play the picture as it is."""
    return (
        found.video_codec == "h264"
        and found.pixel_format in PLAYABLE_PIXELS
        and short_side(found) <= 1080
        and max(found.width, found.height) <= 1920
    )


def sound_plays(found: Findings) -> bool:
    return found.audio_codec == "aac" and found.channels <= 2


def plain_file(found: Findings, path: Path, into: Path, *, copy: bool) -> list[str]:
    """The file that plays everywhere: copied where it can be, else encoded at 480 lines."""
    picture = ["-c:v", "copy"] if copy else _picture(found, min(PLAIN_SIDE, short_side(found)))
    sound = ["-c:a", "copy"] if copy and sound_plays(found) else SOUND
    return [
        *source(path, found.demuxer), "-map", "0:v:0", "-map", "0:a:0?", *CLEAN, *picture, *sound,
        "-movflags", "+faststart", "-f", "mp4", str(into),
    ]  # fmt: skip


def sound_file(found: Findings, path: Path, into: Path) -> list[str]:
    """The sound alone of an upload, as M4A."""
    codec = ["-c:a", "copy"] if sound_plays(found) else ["-c:a", "aac", "-b:a", "96k", "-ac", "2"]
    return [
        *source(path, found.demuxer), "-map", "0:a:0", *CLEAN, "-vn", *codec,
        "-movflags", "+faststart", "-f", "mp4", str(into),
    ]  # fmt: skip


def speech_file(path: Path, into: Path) -> list[str]:
    """The sound of a plain file for listening on the way: small."""
    return [
        *source(path), "-map", "0:a:0", *CLEAN, "-vn", *SPEECH,
        "-movflags", "+faststart", "-f", "mp4", str(into),
    ]  # fmt: skip


def loudness(path: Path) -> list[str]:
    """Measures how loud the loudest moment is; nothing is written."""
    return [
        *source(path), "-map", "0:a:0", "-vn", "-af", "volumedetect", "-f", "null", "-",
    ]  # fmt: skip


def poster(path: Path, into: Path, *, at: float) -> list[str]:
    """One picture out of a plain file, at most 640 × 640."""
    return [
        "-ss", f"{at:.2f}", *source(path), "-map", "0:v:0", "-frames:v", "1",
        "-vf", "scale='min(640,iw)':'min(640,ih)':force_original_aspect_ratio=decrease",
        "-q:v", "4", "-f", "image2", "-update", "1", str(into),
    ]  # fmt: skip


@dataclass(frozen=True)
class Rung:
    """One quality of the ladder. ``copies``: the plain file's own pictures are good enough."""

    side: int
    kilobits: int
    copies: bool = False


def ladder(found: Findings) -> list[Rung]:
    """The qualities to make, the smallest first: never larger than the upload."""
    side = short_side(found)
    wanted = [rung for rung in RUNGS if rung <= side] or [side - side % 2]
    return [
        Rung(rung, RUNGS.get(rung, RUNGS[360]), copies=_may_copy(found, rung)) for rung in wanted
    ]


def _may_copy(found: Findings, rung: int) -> bool:
    """Same size, small enough, and key frames that cut it into small segments."""
    return (
        picture_plays(found)
        and rung == short_side(found)
        and found.rotation == 0
        and found.bit_rate <= RUNGS.get(rung, RUNGS[360]) * 1000
        and found.longest_gap <= LONGEST_SEGMENT / 2
        and found.bit_rate / 8 * (found.longest_gap + SEGMENT_SECONDS) < MOST_BYTES / 2
    )


def segment_seconds(found: Findings, rung: Rung) -> int:
    """Small pictures may stand in long segments: fewer requests on a slow network."""
    if not rung.copies:
        return SEGMENT_SECONDS
    fitting = int(MOST_BYTES * 0.4 * 8 / max(1, found.bit_rate + 64_000))
    return max(SEGMENT_SECONDS, min(LONGEST_SEGMENT, fitting))


@dataclass(frozen=True)
class Origin:
    """The file that the qualities are made from."""

    path: Path
    demuxer: str = "mov"


def segments(found: Findings, rung: Rung, origin: Origin, folder: Path) -> list[str]:
    """HLS of one quality: ``index.m3u8``, ``init.mp4``, ``N.m4s``."""
    length = segment_seconds(found, rung)
    picture = ["-c:v", "copy"] if rung.copies else _picture(found, rung.side, length)
    return [
        *source(origin.path, origin.demuxer),
        "-map", "0:v:0", "-map", "0:a:0?", *CLEAN, *picture, *SOUND,
        "-f", "hls", "-hls_time", str(length), "-hls_playlist_type", "vod",
        "-hls_segment_type", "fmp4", "-hls_flags", "independent_segments",
        "-hls_fmp4_init_filename", "init.mp4",
        "-hls_segment_filename", str(folder / "%05d.m4s"), str(folder / "index.m3u8"),
    ]  # fmt: skip


def _picture(found: Findings, side: int, key_seconds: int = 10) -> list[str]:
    """H.264 that ten-year-old phones decode, with a key frame at each segment's beginning."""
    kilobits = next((rate for rung, rate in RUNGS.items() if rung >= side), RUNGS[720])
    side -= side % 2
    scale = f"scale=-2:{side}" if found.width >= found.height else f"scale={side}:-2"
    return [
        "-vf", f"{scale},format=yuv420p", "-fpsmax", "30", "-c:v", "libx264",
        "-preset", "veryfast", "-profile:v", "main", "-level:v", "3.1", "-crf", "24",
        "-maxrate", f"{kilobits}k", "-bufsize", f"{kilobits}k",
        "-force_key_frames", f"expr:gte(t,n_forced*{key_seconds})", "-sc_threshold", "0",
    ]  # fmt: skip
