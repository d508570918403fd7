"""What an uploaded file really is. Pure: a path in, `Findings` out or a `Refusal` raised.

``examine`` looks in this process; ``examine_apart`` does the same in a child with limits on time
and memory: a crafted file may crash or hang a decoder and must not take the worker along.
"""

from __future__ import annotations

import contextlib
import json
import resource
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from django.conf import settings

from content.media import kinds
from content.media.refusals import SENTENCES, Refusal

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.stream import Stream

MAX_SECONDS = 4 * 3600
MAX_PIXELS = 4096 * 2304
MAX_SIDE = 8192
LOOK_AT_MOST = 90  # seconds of processor time for one file
MEMORY = 3 * 1024**3


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What is in a file. ``width`` and ``height`` are as shown, after rotation; 0 if no picture."""

    kind: str
    demuxer: str
    size: int
    duration: float
    video_codec: str = ""
    video_profile: str = ""
    pixel_format: str = ""
    width: int = 0
    height: int = 0
    frame_rate: float = 0.0
    rotation: int = 0
    longest_gap: float = 0.0
    audio_codec: str = ""
    channels: int = 0
    sample_rate: int = 0

    @property
    def has_picture(self) -> bool:
        return bool(self.video_codec)

    @property
    def has_sound(self) -> bool:
        return bool(self.audio_codec)

    @property
    def bit_rate(self) -> int:
        """Bits per second of the whole file."""
        return int(self.size * 8 / self.duration) if self.duration else 0


def examine(path: Path, *, name: str, wanted: str, limit: int) -> Findings:
    """Look into the file at ``path`` that was uploaded as ``name``.

    ``wanted`` is ``video`` or ``audio``; a file without what is wanted is refused, and a video
    that is wanted as audio is taken for its sound. ``limit`` is in bytes. Raises `Refusal`.
    """
    kind = check_outside(path, name=name, limit=limit)
    with _opened(path, kind) as container:
        video = _first(container, "video")
        audio = _first(container, "audio")
        if wanted == "video" and video is None:
            raise Refusal("no_picture")
        if wanted == "audio" and audio is None:
            raise Refusal("no_sound")
        video = video if wanted == "video" else None
        _check_codecs(video, audio)
        _check_picture(video)
        streams = [stream for stream in (video, audio) if stream is not None]
        frames = [_first_frame(path, kind, stream.index) for stream in streams]
        measured = _measure(path, kind, streams)
        _check_whole((container.duration or 0) / 1_000_000, measured.seconds)
        facts = {
            **(_picture_facts(video, frames[0], measured) if video else {}),
            **(_sound_facts(audio) if audio else {}),
        }
    return Findings(
        kind=kind.name,
        demuxer=kind.demuxer,
        size=path.stat().st_size,
        duration=round(measured.seconds, 3),
        **facts,
    )


def check_outside(path: Path, *, name: str, limit: int) -> kinds.Kind:
    """Size, name and first bytes: what can be told without a decoder. Raises `Refusal`."""
    try:
        size = path.stat().st_size
    except FileNotFoundError as error:
        raise Refusal("missing") from error
    if size == 0:
        raise Refusal("empty")
    if size > limit:
        raise Refusal("too_big", limit=limit // 1024**2)
    with path.open("rb") as file:
        return check_head(file.read(kinds.HEAD_BYTES), name=name)


def check_upload(file: Any, name: str) -> None:
    """What can be told of an upload at once: size, name, first bytes, an MP4 that was cut off.
    Raises `Refusal`."""
    if code := getattr(file, "refused", ""):  # see content/uploads.py
        raise Refusal(code, **file.refused_params)
    file.seek(0, 2)
    size = file.tell()
    if size == 0:
        raise Refusal("empty")
    if size > settings.MAX_UPLOAD_BYTES:
        raise Refusal("too_big", limit=settings.MAX_UPLOAD_BYTES // 1024**2)
    file.seek(0)
    kind = check_head(file.read(kinds.HEAD_BYTES), name=name)
    if kind is kinds.MP4:
        _check_boxes(file, size)
    file.seek(0)


def check_head(head: bytes, *, name: str) -> kinds.Kind:
    """The kind that content and name agree on. Raises `Refusal`."""
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    if extension not in kinds.EXTENSIONS:
        accepted = ", ".join(kinds.VIDEO_EXTENSIONS + kinds.AUDIO_EXTENSIONS)
        raise Refusal("extension", extension=extension[:20], accepted=accepted)
    if kinds.is_playlist(head):
        raise Refusal("playlist")
    kind = kinds.kind_of(head)
    if kind is None:
        raise Refusal("not_media")
    if extension not in kind.extensions:
        raise Refusal("misnamed", extension=extension, found=kind.name)
    return kind


@contextlib.contextmanager
def _opened(path: Path, kind: kinds.Kind) -> Any:
    """Open with the one demuxer of the kind; nothing in the file can make it open another."""
    import av

    if kind is kinds.MP4:
        with path.open("rb") as file:
            _check_boxes(file, path.stat().st_size)
    try:
        container = av.open(
            f"file:{path}",
            format=kind.demuxer.split(",")[0],
            options={"protocol_whitelist": "file"},
            metadata_errors="ignore",
        )
    except (av.FFmpegError, ValueError) as error:
        raise Refusal("broken") from error
    try:
        yield container
    except (av.FFmpegError, ValueError, OverflowError) as error:
        raise Refusal("broken") from error
    finally:
        container.close()


def _check_boxes(file: IO[bytes], size: int) -> None:
    """An MP4 says how long each part is: one that runs past the end of the file was cut."""
    at = 0
    while at + 8 <= size:
        file.seek(at)
        head = file.read(16)
        length = int.from_bytes(head[:4], "big")
        if length == 1 and len(head) == 16:
            length = int.from_bytes(head[8:16], "big")
        if length == 0:  # the last part, up to the end of the file
            return
        if length < 8:
            raise Refusal("broken")
        at += length
    if at > size:
        raise Refusal("cut_short")


def _first(container: InputContainer, kind: str) -> Any:
    """The first real stream; a cover picture of a song is not one."""
    for stream in container.streams:
        if stream.type == kind and not _is_cover(stream):
            return stream
    return None


def _is_cover(stream: Stream) -> bool:
    import av.stream

    return bool(stream.disposition & av.stream.Disposition.attached_pic)


def _check_codecs(*streams: Any) -> None:
    for stream in streams:
        if stream is None:
            continue
        context = stream.codec_context
        tag = str(getattr(context, "codec_tag", "") or "") if context else ""
        if tag in ("encv", "enca"):
            raise Refusal("protected")
        if context is None:
            raise Refusal("codec", codec=tag or "?")


def _check_picture(video: Any) -> None:
    if video is None:
        return
    width, height = video.codec_context.width, video.codec_context.height
    if not width or not height:
        raise Refusal("broken")
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
        raise Refusal("too_large_picture", width=width, height=height)


def _first_frame(path: Path, kind: kinds.Kind, index: int, tries: int = 300) -> Any:
    """The first frame of a stream that can be decoded; a file without one is broken."""
    import av

    with _opened(path, kind) as container:
        stream = container.streams[index]
        stream.codec_context.thread_count = 1
        for packet in container.demux(stream):
            with contextlib.suppress(av.FFmpegError):
                if frames := packet.decode():
                    return frames[0]
            tries -= 1
            if not tries:
                break
    raise Refusal("broken")


@dataclass
class Measured:
    """Seconds that the file lasts; of its first stream the packets and the longest time between
    two key frames."""

    seconds: float = 0.0
    packets: int = 0
    gap: float = 0.0


def _measure(path: Path, kind: kinds.Kind, streams: list[Any]) -> Measured:
    """Counted over all packets (nothing is decoded): a duration in a header is a claim."""
    indexes = [stream.index for stream in streams]
    measured = Measured()
    start: float | None = None
    end = last_key = 0.0
    with _opened(path, kind) as container:
        for packet in container.demux([container.streams[index] for index in indexes]):
            if packet.pts is None:
                continue
            unit = float(packet.time_base)
            at = packet.pts * unit
            if start is None:
                start = last_key = at
            start = min(start, at)
            end = max(end, at + (packet.duration or 0) * unit)
            if packet.stream_index == indexes[0]:
                measured.packets += 1
                if packet.is_keyframe:
                    measured.gap = max(measured.gap, at - last_key)
                    last_key = at
    if start is None:
        raise Refusal("broken")
    measured.seconds = end - start
    measured.gap = max(measured.gap, end - last_key)
    return measured


def _check_whole(claimed: float, counted: float) -> None:
    if claimed > 20 and counted < claimed * 0.9 - 5:
        raise Refusal("cut_short")
    if counted < 1:
        raise Refusal("too_short")
    if counted > MAX_SECONDS:
        raise Refusal("too_long", hours=MAX_SECONDS // 3600)


def _picture_facts(video: Any, frame: Any, measured: Measured) -> dict[str, Any]:
    context = video.codec_context
    rotation = int(frame.rotation) % 360  # phones film upright and say how to turn it
    width, height = context.width, context.height
    if rotation % 180:
        width, height = height, width
    return {
        "video_codec": context.codec.canonical_name,
        "video_profile": context.profile or "",
        "pixel_format": context.pix_fmt or "",
        "width": width,
        "height": height,
        "frame_rate": round(measured.packets / measured.seconds, 3),
        "rotation": rotation,
        "longest_gap": round(measured.gap, 3),
    }


def _sound_facts(audio: Any) -> dict[str, Any]:
    context = audio.codec_context
    return {
        "audio_codec": context.codec.canonical_name,
        "channels": context.channels,
        "sample_rate": context.sample_rate,
    }


def examine_apart(path: Path, *, name: str, wanted: str, limit: int) -> Findings:
    """`examine` in a child. One that crashes or exceeds its limits means a broken file."""
    command = [sys.executable, "-m", "content.media.probe", str(path), name, wanted, str(limit)]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter, no shell
            command,
            cwd=Path(__file__).resolve().parents[2],
            capture_output=True,
            timeout=LOOK_AT_MOST * 3,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Refusal("too_slow") from error
    try:
        answer = json.loads(done.stdout.splitlines()[-1])
    except (ValueError, IndexError) as error:
        raise Refusal("broken") from error
    if "refused" in answer:
        code = answer["refused"] if answer["refused"] in SENTENCES else "broken"
        raise Refusal(code, **answer["params"])
    return Findings(**answer)


def main(arguments: list[str]) -> None:
    """The child of `examine_apart`: one line of JSON."""
    path, name, wanted, limit = arguments
    resource.setrlimit(resource.RLIMIT_CPU, (LOOK_AT_MOST, LOOK_AT_MOST + 5))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        answer = asdict(examine(Path(path), name=name, wanted=wanted, limit=int(limit)))
    except Refusal as refusal:
        answer = {"refused": refusal.code, "params": refusal.params}
    except MemoryError:
        answer = {"refused": "broken", "params": {}}
    sys.stdout.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
