"""Stamping a body and drawing its pages, beside the libraries that do it, alone."""

import datetime as dt
import io
import tempfile
import time
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pikepdf
import pypdfium2
import typst

from benchmarks.measure import Case, at_most
from benchmarks.stage import Stage
from documents.aside.process import run_aside
from documents.pdf.page_images import SIZES
from documents.pdf.pages import BodyPage, Cover
from documents.pdf.stamping import stamped_pdf

DRAWN = 8
# Short bodies pay for two processes, cover and signatures; long ones for what a page takes.
GOALS = {10: 40, 100: 8, 400: 5}
NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
PAGE = BodyPage(
    number="KMHT-QP-07",
    revision="B/2",
    title="Benchmark",
    language="en",
    status="",
    blocks=(),
    dated=NOW,
)
COVER = Cover(
    organisation="Zone",
    owning_unit="Office",
    issued_on=NOW.date(),
    effective_on=NOW.date(),
    signatures=(),
    history=(),
    manifest_sha256="0" * 64,
    url="https://wenkong.example.org/t/kmht/documents/KMHT-QP-07/",
)


def body_of(pages: int) -> bytes:
    """Return a body of so many full pages."""
    text = f"#for n in range({pages}) {{ if n > 0 {{ pagebreak() }}; [= Part #n]; lorem(400) }}"
    return typst.compile(f'#set page("a4")\n#set text(10pt)\n{text}'.encode(), pdf_tags=False)


def seconds_of(deed: Callable[[], object]) -> float:
    """Do it; return how long it took."""
    start = time.perf_counter()
    deed()
    return time.perf_counter() - start


def overlaid(body: bytes, stamp: bytes) -> bytes:
    """Lay one ready stamp over every page: what the library takes without us."""
    kept = io.BytesIO()
    with pikepdf.open(io.BytesIO(body)) as pdf, pikepdf.open(io.BytesIO(stamp)) as stamps:
        for page in pdf.pages:
            page.add_overlay(stamps.pages[0], pikepdf.Rectangle(page.mediabox))
        pdf.save(kept)
    return kept.getvalue()


def drawn(body: bytes) -> None:
    """Draw some pages in the size of a desk and keep them as WebP, in this process."""
    with pypdfium2.PdfDocument(body) as pdf:
        for n in range(DRAWN):
            page = pdf[n]
            picture = page.render(scale=SIZES["desk"] / page.get_width()).to_pil().convert("RGB")
            picture.save(io.BytesIO(), "WEBP", quality=72, method=2)


@contextmanager
def stamp(_stage: Stage, pages: int) -> Generator[Case]:
    """Measure cover, stamps, signatures, measuring of ink, and two processes with limits."""
    body, one = body_of(pages), body_of(1)
    yield Case(
        f"stamp_{pages}",
        ours=lambda: seconds_of(lambda: stamped_pdf(COVER, PAGE, body)),
        peer_name="pikepdf, one ready overlay",
        peer=lambda: seconds_of(lambda: overlaid(body, one)),
        goal=at_most(GOALS[pages]),
        note=lambda: f"{pages} pages of {len(body) // 1024} KB, in processes of their own",
        most_rounds=7,
    )


@contextmanager
def draw_pages(_stage: Stage) -> Generator[Case]:
    """Measure pictures of pages as the first reader waits for them."""
    with tempfile.TemporaryDirectory() as name:
        folder, body = Path(name), body_of(DRAWN)
        (folder / "body.pdf").write_bytes(body)
        order = {"most_pages": 100, "pages": list(range(1, DRAWN + 1)), "measure": True}
        order["sizes"] = {"desk": SIZES["desk"]}
        yield Case(
            "page_images",
            ours=lambda: seconds_of(lambda: run_aside("draw", folder, order, seconds=60)),
            peer_name="pypdfium2 and WebP, in process",
            peer=lambda: seconds_of(lambda: drawn(body)),
            goal=at_most(2.5),
            note=lambda: f"{DRAWN} pages, {SIZES['desk']} pixels wide",
            most_rounds=7,
        )


def stamps(pages: int) -> Callable[[Stage], AbstractContextManager[Case]]:
    """Return the case of a body of so many pages."""
    return lambda stage: stamp(stage, pages)
