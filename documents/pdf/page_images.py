"""Pages as pictures, for reading on screens and phones; drawn once and kept beside the file."""

import contextlib
import fcntl
import json
import tempfile
from collections.abc import Generator, Iterable, Mapping
from pathlib import Path
from typing import Final

from django.conf import settings

from documents import files
from documents.aside.process import run_aside
from documents.models import StoredFile

SIZES: Final = {"phone": 800, "desk": 1600}  # wide, in pixels
MOST_PAGES: Final = 3_000
AT_ONCE: Final = 6  # pages drawn for the first reader of one: the next ones are looked at soon
SECONDS: Final = 60


def page_sizes(file: StoredFile) -> list[tuple[float, float]]:
    """Return width and height of every page, in points; raises Unfit when it cannot be read."""
    kept = _folder(file) / "sizes.json"
    if not kept.exists():
        with _alone(file):
            if not kept.exists():
                _draw(file, [], {})
    return [(width, height) for width, height in json.loads(kept.read_text())]


def page_image(file: StoredFile, size: str, page: int) -> Path | None:
    """Return the picture of a page, or None where there is no such page; raises Unfit."""
    kept = _folder(file) / f"{size}-{page}.webp"
    if kept.exists():
        return kept
    count = len(page_sizes(file))
    if size not in SIZES or not 1 <= page <= count:
        return None
    draw_pages(file, range(page, min(page + AT_ONCE, count + 1)), {size: SIZES[size]})
    return kept


def draw_pages(file: StoredFile, pages: Iterable[int], sizes: Mapping[str, int] = SIZES) -> None:
    """Draw those of these pages that are not drawn yet; of two who ask one draws."""
    folder = _folder(file)
    with _alone(file):
        missing = [
            n for n in pages if any(not (folder / f"{size}-{n}.webp").exists() for size in sizes)
        ]
        if missing:
            _draw(file, missing, sizes)


def _draw(file: StoredFile, pages: list[int], sizes: Mapping[str, int]) -> None:
    folder = _folder(file)
    with tempfile.TemporaryDirectory(dir=folder) as name:
        work = Path(name)
        (work / "body.pdf").symlink_to(files.path_of(file).resolve())
        measure = not (folder / "sizes.json").exists()
        order = {"pages": pages, "sizes": sizes, "measure": measure, "most_pages": MOST_PAGES}
        answer = run_aside("draw", work, order, seconds=SECONDS)
        for picture in work.glob("*.webp"):
            picture.replace(folder / picture.name)
        if measure:
            (work / "sizes.json").write_text(json.dumps(answer["sizes"]))
            (work / "sizes.json").replace(folder / "sizes.json")


@contextlib.contextmanager
def _alone(file: StoredFile) -> Generator[None]:
    """Let nobody else draw this file meanwhile."""
    folder = _folder(file)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "drawing").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _folder(file: StoredFile) -> Path:
    """Return where the pictures of a tenant's file are: equal bytes of another have their own."""
    start = Path(settings.FILES_ROOT) / "tenants" / str(file.tenant_id) / "pages"
    return start / file.sha256[:2] / file.sha256
