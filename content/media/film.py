"""A lesson of slides as an MP4 that any phone plays, with its subtitles.

A slide does not move, so each is compressed once, as two short runs of pictures (a key frame and
nine that repeat it, one a second), and these packets are laid out again and again while the slide
is shown. Half an hour takes under a second to make and a few megabytes. Two runs, used in
turns, because two key frames in a row must carry different numbers (H.264, idr_pic_id).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from content.media import pacing, slides

if TYPE_CHECKING:
    from PIL import Image

RUN = 10  # seconds between key frames: how exactly one can seek, and where segments may end
SAMPLE_RATE = 16_000
SAMPLES = 1024  # of one AAC packet
VERSION = 1  # part of the cache key: raise it when the pictures or the pace change
_X264 = {
    "preset": "veryfast",
    "tune": "stillimage",
    "crf": "33",
    "threads": "1",
    "x264-params": f"keyint={RUN}:min-keyint={RUN}:scenecut=0:bframes=0:rc-lookahead=0:"
    "sync-lookahead=0:mbtree=0:sliced-threads=0:open-gop=0:force-cfr=1",
}


@dataclass(frozen=True)
class Script:
    """What a film is made from."""

    title: str
    course: str
    slides: tuple[slides.Slide, ...]
    lecturer: str = ""
    tone: str = "education"


@dataclass(frozen=True)
class Film:
    """A rendered film: whole seconds and WebVTT."""

    seconds: int
    subtitles: str


def timetable(script: Script) -> list[pacing.Span]:
    """When each page is shown: the title page first, then the slides."""
    opening = (f"{script.title}。",)
    return pacing.spans([opening, *(slide.narration for slide in script.slides)])


def render(script: Script, path: Path) -> Film:
    """Write the film to ``path``. The same script gives the same bytes."""
    import av

    spans = timetable(script)
    with av.open(
        str(path), "w", format="mp4", options={"movflags": "+faststart", "fflags": "+bitexact"}
    ) as container:
        video = _video_stream(container)
        audio = container.add_stream("aac", rate=SAMPLE_RATE, layout="mono")
        audio.codec_context.bit_rate = 16_000
        silence = _silence(audio)
        runs = _runs(video, _pictures(script))
        _lay_out(container, (video, audio), spans, runs, silence)
    return Film(spans[-1].end, pacing.webvtt(spans))


def _video_stream(container: Any) -> Any:
    video = container.add_stream("libx264", rate=1, options=dict(_X264))
    video.width, video.height, video.pix_fmt = slides.WIDTH, slides.HEIGHT, "yuv420p"
    video.codec_context.max_b_frames = 0
    video.codec_context.gop_size = RUN
    video.codec_context.time_base = Fraction(1, 1)
    return video


def _pictures(script: Script) -> Iterator[Image.Image]:
    yield slides.title_page(
        title=script.title, course=script.course, lecturer=script.lecturer, tone=script.tone
    )
    total = len(script.slides)
    for number, slide in enumerate(script.slides, start=1):
        yield slides.page(slide, course=script.course, number=number, total=total, tone=script.tone)


def _runs(video: Any, pictures: Iterator[Image.Image]) -> Iterator[list[list[tuple[bytes, bool]]]]:
    """For each picture its two runs of packets, as bytes and whether it is a key frame."""
    from av import VideoFrame

    packets: list[tuple[bytes, bool]] = []
    at = 0
    for picture in pictures:
        frame = VideoFrame.from_image(picture).reformat(format="yuv420p")
        for _ in range(2 * RUN):
            frame.pts, frame.time_base = at, Fraction(1, 1)
            at += 1
            packets += [(bytes(packet), packet.is_keyframe) for packet in video.encode(frame)]
        while len(packets) >= 2 * RUN:
            yield [packets[:RUN], packets[RUN : 2 * RUN]]
            packets = packets[2 * RUN :]
    packets += [(bytes(packet), packet.is_keyframe) for packet in video.encode(None)]
    while len(packets) >= 2 * RUN:
        yield [packets[:RUN], packets[RUN : 2 * RUN]]
        packets = packets[2 * RUN :]


def _silence(audio: Any) -> bytes:
    """One packet of silence. It depends on no other, so it can stand any number of times."""
    from av import AudioFrame

    found = []
    for index in range(6):
        frame = AudioFrame(format="fltp", layout="mono", samples=SAMPLES)
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        frame.sample_rate, frame.pts = SAMPLE_RATE, index * SAMPLES
        frame.time_base = Fraction(1, SAMPLE_RATE)
        found += [bytes(packet) for packet in audio.encode(frame)]
    return found[-1]


def _lay_out(
    container: Any, streams: tuple[Any, Any], spans: list[pacing.Span], runs: Any, silence: bytes
) -> None:
    """Write the packets of all slides in the order of time, sound beside the picture."""
    video, audio = streams
    sound = 0
    turn = 0
    for span, pair in zip(spans, runs, strict=True):
        for second in range(span.seconds):
            if second % RUN == 0:
                run = pair[turn]
                turn ^= 1
            data, key = run[second % RUN]
            at = span.start + second
            container.mux_one(_packet(video, data, at=at, hertz=1, length=1, key=key))
            while sound < (at + 1) * SAMPLE_RATE:
                container.mux_one(
                    _packet(audio, silence, at=sound, hertz=SAMPLE_RATE, length=SAMPLES, key=True)
                )
                sound += SAMPLES


def _packet(stream: Any, data: bytes, *, at: int, hertz: int, length: int, key: bool) -> Any:
    from av.packet import Packet

    packet = Packet(data)
    packet.stream = stream
    packet.time_base = Fraction(1, hertz)
    packet.pts = packet.dts = at
    packet.duration = length
    packet.is_keyframe = key
    return packet
