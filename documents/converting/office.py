"""LibreOffice, shut in by bubblewrap: no network, nothing of this machine, a small disk of its own.

Its exit code says nothing (it is 0 when nothing was made) and its output is not trusted: what comes
out is taken apart again by whoever wants it.
"""

from __future__ import annotations

import functools
import shutil
import subprocess
from pathlib import Path
from typing import IO, Final

from django.conf import settings

from documents.converting.faults import Unconverted
from documents.converting.limits import MB, Limits, TookTooLong, run
from documents.models import Conversion

LIMITS: Final = Limits(seconds=120, memory=3000 * MB, cpu_seconds=100, file_bytes=200 * MB)
DISK: Final = 600 * MB  # in memory, gone with the process
_BOX: Final = (
    *("--unshare-all", "--die-with-parent", "--new-session", "--clearenv", "--cap-drop", "ALL"),
    *("--ro-bind", "/usr", "/usr", "--symlink", "usr/bin", "/bin"),
    *("--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64"),
    *("--ro-bind-try", "/etc/fonts", "/etc/fonts"),
    *("--ro-bind", str(Path(__file__).with_name("fonts.conf")), "/etc/faces.conf"),
    *("--setenv", "FONTCONFIG_FILE", "/etc/faces.conf"),
    *("--ro-bind-try", "/var/cache/fontconfig", "/var/cache/fontconfig"),
    *("--ro-bind-try", "/etc/alternatives", "/etc/alternatives"),
    *("--ro-bind-try", "/etc/libreoffice", "/etc/libreoffice"),
    *("--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache"),
    # The real /proc would show other processes, and few containers let one be mounted. LibreOffice
    # looks for this file only, to see that there is one.
    *("--dir", "/proc", "--symlink", "/dev/null", "/proc/version"),
    *("--dev", "/dev", "--size", str(DISK), "--tmpfs", "/tmp", "--chdir", "/tmp"),  # noqa: S108
    *("--setenv", "HOME", "/tmp", "--setenv", "LANG", "C.UTF-8"),  # noqa: S108
    *("--setenv", "PATH", "/usr/bin:/bin"),
)
# Only what the last line prints leaves the box.
_SCRIPT: Final = (
    '"$1" -env:UserInstallation=file:///tmp/profile --headless --norestore --nolockcheck'
    ' --nodefault --convert-to "$3" --outdir /tmp/out "$2" >&2; cat /tmp/out/document.*'
)


def is_available() -> bool:
    """Tell whether office files can be converted here: LibreOffice, and the box round it."""
    return bool(settings.SOFFICE) and _has_box()


@functools.cache
def _has_box() -> bool:
    """Try the box on nothing: some kernels and most containers refuse name spaces."""
    bubblewrap = shutil.which("bwrap")
    if bubblewrap is None:
        return False
    tried = subprocess.run([bubblewrap, *_BOX, "true"], capture_output=True, check=False)
    return tried.returncode == 0


def convert(source: Path, suffix: str, to: str, target: IO[bytes]) -> None:
    """Write into the target what LibreOffice makes of the file; empty when it makes nothing.

    `to` is what --convert-to takes: "docx", or "pdf:writer_pdf_Export:{…}".
    """
    if not is_available():
        raise Unconverted(Conversion.Fault.NO_OFFICE, for_good=True)
    program = Path(settings.SOFFICE).resolve()
    inside = f"/in/document{suffix}"
    box = [*_BOX, "--ro-bind", str(source), inside]
    box += ["--setenv", "LD_LIBRARY_PATH", str(program.parent)]  # without /proc it is not found
    if not program.is_relative_to("/usr"):
        home = program.parent.parent if program.parent.name == "program" else program.parent
        box += ["--ro-bind", str(home), str(home)]
    command = ["bwrap", *box, "sh", "-c", _SCRIPT, "sh", str(program), inside, to]
    try:
        run(command, LIMITS, environment={"PATH": "/usr/bin:/bin"}, output=target)
    except TookTooLong:
        raise Unconverted(Conversion.Fault.TOO_LONG) from None
    target.flush()
    size = target.seek(0, 2)
    target.seek(0)
    if not size:
        raise Unconverted(Conversion.Fault.NO_RESULT)
    if size >= LIMITS.file_bytes:
        raise Unconverted(Conversion.Fault.TOO_LARGE)
