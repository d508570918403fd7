"""Reading in a child with limits: a crafted file may crash, hang or fill the memory there, and the
worker says so and goes on. The child gets the content through a pipe, has no settings and no
secrets in its environment, and cannot write a byte to any disk.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from cases.reading import kinds
from cases.reading.document import Document, Part, PartKind, in_order
from cases.reading.reader import Found
from cases.reading.refusals import FileRefused, Refusal, said

MEMORY = 512 * 1024**2
PROCESSOR_SECONDS = 45
SECONDS = 60
SCAN_SECONDS = 900
"""More, where scanned pages are recognised: some seconds a page."""
_KEPT = ("PATH", "PYTHONPATH", "TESSDATA_PREFIX", "LD_LIBRARY_PATH")


def read_apart(content: bytes | Path, name: str) -> Document:
    """What is in a file that was uploaded as ``name``. Raises `FileRefused`."""
    try:
        extension = _check_outside(content, name)
        answer = _asked(content)
        if answer["kind"] != extension:
            raise Refusal("misnamed", extension=extension, found=answer["kind"])
        return _document(answer, name)
    except Refusal as refusal:
        raise FileRefused.because(refusal) from refusal


def _check_outside(content: bytes | Path, name: str) -> str:
    try:
        size = content.stat().st_size if isinstance(content, Path) else len(content)
    except OSError as error:
        raise Refusal("missing") from error
    kinds.check_size(size)
    return kinds.check_name(name)


def _document(answer: dict[str, Any], name: str) -> Document:
    name = kinds.plain_name(name)
    parts = [Part(PartKind(kind), label, text) for kind, label, text in answer["parts"]]
    if not any(part.text.strip() for part in parts) and not answer["incomplete"]:
        raise Refusal("no_text")
    parts.append(Part(PartKind.FILE_NAME, "", name))
    return Document(
        name=name,
        media_type=kinds.MEDIA_TYPES[answer["kind"]],
        parts=in_order(parts),
        notes=[said(code, params) for code, params in answer["notes"]],
        pages=answer["pages"],
        cases=answer["cases"],
        incomplete=answer["incomplete"],
    )


def _asked(content: bytes | Path) -> dict[str, Any]:
    """The child's answer."""
    from cases.reading.rows import headings
    from cases.reading.scan import tesseract

    seconds = SCAN_SECONDS if tesseract() else SECONDS
    with contextlib.ExitStack() as stack:
        source: Any = subprocess.PIPE
        if isinstance(content, Path):
            source = stack.enter_context(content.open("rb"))
        child = subprocess.Popen(  # noqa: S603 - our own interpreter, no shell
            [sys.executable, "-X", "utf8", "-m", "cases.reading.apart", json.dumps(headings())],
            cwd=Path(__file__).resolve().parents[2],
            stdin=source,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            start_new_session=True,
        )
        try:
            data = None if isinstance(content, Path) else content
            output, _errors = child.communicate(data, timeout=seconds)
        except subprocess.TimeoutExpired as error:
            raise Refusal("too_slow") from error
        finally:
            _end(child)
    return _understood(output, child.returncode)


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {**kept, "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1", "OMP_THREAD_LIMIT": "1",
            "OPENPYXL_LXML": "False"}  # fmt: skip


def _end(child: subprocess.Popen[bytes]) -> None:
    """Nothing of it goes on, nor of what it has started. One that is over and was waited for has
    no number any more that could be trusted."""
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
    if child.stdout:
        child.stdout.close()


def _understood(output: bytes, code: int) -> dict[str, Any]:
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        raise Refusal("too_slow")
    try:
        answer: dict[str, Any] = json.loads(output)
    except ValueError as error:
        raise Refusal("broken") from error
    if "refused" in answer:
        raise Refusal(answer["refused"], **answer["params"])
    return answer


def examine(content: bytes, headings: dict[str, str]) -> dict[str, Any]:
    """What the child does. Raises `Refusal`."""
    kinds.check_size(len(content))
    kind = kinds.kind_of(content)
    found = _reader(kind, content, headings)
    return {
        "kind": kind,
        "parts": [(part.kind, part.label, part.text) for part in found.parts],
        **{key: value for key, value in asdict(found).items() if key in ("notes", "pages", "cases",
                                                                         "incomplete")},
    }  # fmt: skip


def _reader(kind: str, content: bytes, headings: dict[str, str]) -> Found:
    from cases.reading import docx, pdf, plain, xlsx

    if kind == kinds.DOCX:
        return docx.read(content)
    if kind == kinds.PDF:
        return pdf.read(content)
    if kind == kinds.XLSX:
        return xlsx.read(content, headings)
    return plain.read(content)


def limit() -> None:
    """Holds for this process and all that it starts."""
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS + 5))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


def main(headings: str, source: IO[bytes]) -> str:
    """The answer for the worker, as JSON: the file, or why it is refused."""
    try:
        answer = examine(source.read(kinds.MAX_BYTES + 1), json.loads(headings))
    except Refusal as refusal:
        answer = {"refused": refusal.code, "params": refusal.params}
    except (MemoryError, RecursionError):
        answer = {"refused": "nested", "params": {}}
    except Exception:  # a decoder that stumbles over a crafted file, in whatever way
        answer = {"refused": "broken", "params": {}}
    return json.dumps(answer, ensure_ascii=False)


if __name__ == "__main__":
    limit()
    sys.stdout.write(main(sys.argv[1], sys.stdin.buffer))
