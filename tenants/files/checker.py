"""Takes a strange file apart: `python -I checker.py FAMILY KIND < file`.

A process of its own that may not take much and writes nothing to disk. It answers with a line of
JSON: the verdict, and codes of what to warn of; a PDF out of which something was taken follows it.
"""

from __future__ import annotations

import importlib
import json
import sys
import zipfile
import zlib
from pathlib import Path
from typing import IO, Any, Final
from xml.parsers import expat

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))

from tenants.files.limits import BOMB, BROKEN, ENCRYPTED, Unfit, limit_process

MODULES: Final = {
    "ooxml": "ooxml",
    "odf": "odf",
    "ofd": "ofd",
    "ole": "ole",
    "pdf": "pdf",
    "picture": "pictures",
    "rtf": "rtf",
    "write": "write",
}


def judge(file: IO[bytes], family: str, kind: str) -> tuple[dict[str, Any], bytes | None]:
    """Return the answer, and the file anew when something was taken out of it."""
    module = importlib.import_module(f"tenants.files.{MODULES[family]}")
    try:
        found = module.check(file, module.KINDS[kind] if family == "ooxml" else kind)
    except Unfit as unfit:
        return {"verdict": str(unfit)}, None
    except (MemoryError, RecursionError):
        return {"verdict": BOMB}, None
    except (NotImplementedError, RuntimeError):
        # What zipfile says to a compression or an encryption it does not know.
        return {"verdict": ENCRYPTED if family != "pdf" else BROKEN}, None
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError, Exception):
        return {"verdict": BROKEN}, None  # of a file of strangers anything may be expected
    warnings, anew = found if isinstance(found, tuple) else (found, None)
    return {"verdict": "fit", "warnings": sorted(warnings)}, anew


if __name__ == "__main__":
    limit_process()
    answer, anew = judge(sys.stdin.buffer, *sys.argv[1:3])
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + (anew or b""))
