"""What it costs to show a file as it looks, and what it saves to keep its text."""

import functools
import io
import subprocess
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import docx
import mammoth
from django.conf import settings

from benchmarks.measure import Case, at_least, at_most
from benchmarks.stage import Stage
from documents import files
from documents.converting import keeping, office
from documents.converting.faults import Unconverted
from documents.converting.work import make_look
from documents.files import kinds
from documents.files.kinds import Kind
from tenants.scope import tenant_scope

PARAGRAPHS = 6_000  # some 350 pages
SHORT = 120
CORPORA = Path(__file__).parents[3] / "shared" / "corpora" / "office"


@functools.cache
def word_file(paragraphs: int) -> bytes:
    """Write a Word file of this length."""
    document = docx.Document()
    for n in range(paragraphs):
        if n % 20 == 0:
            document.add_heading(f"{n // 20 + 1} 工作程序", level=1)
        document.add_paragraph(
            f"{n // 20 + 1}.{n % 20 + 1} 各部门应当按照本程序编制、审核、批准、发放和回收文件。"
        )
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


@contextmanager
def read_a_kept_text(stage: Stage) -> Generator[Case]:
    """Compare reading the text that was kept of a Word file with reading the file again."""
    data = word_file(PARAGRAPHS)
    with tenant_scope(stage.tenants[0].pk):
        file = files.store(data, kinds.DOCX.media_type)
        keeping.read_at_once(file)
        conversion = file.conversions.select_related("result").get()

    def ours() -> float:
        start = time.perf_counter()
        assert len(keeping.text_of(conversion)) > PARAGRAPHS
        return time.perf_counter() - start

    def peer() -> float:
        start = time.perf_counter()
        mammoth.convert_to_html(io.BytesIO(data))
        return time.perf_counter() - start

    yield Case(
        "kept_text",
        ours=ours,
        peer_name="mammoth, each time",
        peer=peer,
        goal=at_least(10),
        note=lambda: f"a Word file of {PARAGRAPHS:,} paragraphs",
        most_rounds=5,
    )


@contextmanager
def show_a_file_as_it_looks(_stage: Stage) -> Generator[Case]:
    """Compare the pages as we make them (settled, boxed, checked) with LibreOffice alone."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "document.docx"
        source.write_bytes(word_file(SHORT))
        yield Case(
            "rendition",
            ours=lambda: seconds_to_show(source, kinds.DOCX),
            peer_name="soffice alone",
            peer=lambda: seconds_alone(source, Path(folder)),
            goal=at_most(1.5),
            note=throughput,
            most_rounds=5,
        )


def seconds_to_show(source: Path, kind: Kind) -> float:
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        make_look(source, kind, Path(folder), is_tracked=False)
        return time.perf_counter() - start


def seconds_alone(source: Path, folder: Path) -> float:
    """Let LibreOffice make a PDF of it as anybody would, with a profile of its own each time."""
    with tempfile.TemporaryDirectory() as profile:
        command = [settings.SOFFICE, f"-env:UserInstallation=file://{profile}", "--headless"]
        command += ["--convert-to", "pdf", "--outdir", str(folder), str(source)]
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return time.perf_counter() - start


def throughput() -> str:
    """Show every office file there is, one after another; say how many a minute and the slowest."""
    times: dict[str, float] = {}
    failed = 0
    for path in sorted(CORPORA.rglob("*")):
        kind = kinds.by_name(path.name, kinds.SOURCES) if path.is_file() else None
        if kind is None or kind.family not in {"ooxml", "odf", "ole", "rtf", "write"}:
            continue
        try:
            times[path.name] = seconds_to_show(path, kind)
        except Unconverted:
            failed += 1  # protected by a password, most of them
    if not times:
        return f"no office files at {CORPORA}; LibreOffice is there: {office.is_available()}"
    slowest = max(times, key=times.__getitem__)
    a_minute = 60 * len(times) / sum(times.values())
    return (
        f"{len(times)} office files, {a_minute:.0f} a minute, {failed} not shown;"
        f" the slowest took {times[slowest]:.1f} s: {slowest}"
    )
