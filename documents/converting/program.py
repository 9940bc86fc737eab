"""Read one file in a process of its own: python -m documents.converting.program WHAT FILE FOLDER.

Knows no Django, no settings and no secrets. It leaves `result.json` in the folder and each picture
beside it under its SHA-256; when it leaves none, its exit code says why.
"""

from __future__ import annotations

import json
import sys
import zipfile
from pathlib import Path
from typing import Final

from documents.converting import reading

BROKEN: Final = 3
TOO_LARGE: Final = 4
ENCRYPTED: Final = 5


def main(what: str, file: str, folder: str) -> int:
    """Read the file and write down what it says."""
    try:
        result = reading.READERS[what](Path(file), Path(folder))
    except MemoryError:
        return TOO_LARGE
    except reading.Encrypted:
        return ENCRYPTED
    except (reading.Unreadable, zipfile.BadZipFile, KeyError, ValueError, EOFError, OSError):
        return BROKEN
    (Path(folder) / "result.json").write_text(json.dumps(result), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.setrecursionlimit(10_000)
    sys.exit(main(*sys.argv[1:]))
