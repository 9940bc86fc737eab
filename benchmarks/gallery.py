"""Thirty office files in two columns of pictures, LibreOffice alone and ours, to be looked at.

python -m benchmarks.gallery [folder of office files]; pictures and index.html go to var/gallery.
Each file takes the way it takes in the product, from conversion to the controlled PDF; only the
rows of the database are left out.
"""

from __future__ import annotations

import datetime as dt
import html
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

import django
import pypdfium2
from PIL import Image

HOME: Final = Path(__file__).parents[1]
CORPORA: Final = HOME.parent / "shared" / "corpora" / "office"
TARGET: Final = HOME / "var" / "gallery"
FILES: Final = (
    *("会计法（修订痕迹稿）.docx", "废旧金属收购业治安管理办法.wps", "母婴保健法实施办法.odt"),
    *("烟草专卖法实施条例.doc", "统计法（修订痕迹稿）.docx", "ob_is.doc", "drawing.docx"),
    *("OKR.docx", "config_chinese.docx", "iterable_payment.docx", "payment.docx"),
    *("template_notes.docx", "template_textbox.docx", "TEMPLATE_Risk_tracker.xlsx"),
    *("TEMPLATE_Team_charter.docx", "ComplexNumberedLists.docx", "HeaderFooterUnicode.docx"),
    *("IllustrativeCases.docx", "PageSpecificHeadFoot.docx", "TestChineseProperties.doc"),
    *("VariousPictures.docx", "WithConditionalFormatting.xlsx", "watermark.doc", "rasp.doc"),
    *("chinese-provinces.xls", "checkboxes.docx", "form_footnotes.docx", "heading123.docx"),
    *("table-merges.doc", "bib-chernigovka.netdo.ru_download_docs_17459.docx"),
)
SHOWN: Final = 3  # pages of each file
WIDTH: Final = 460


def main(folder: Path) -> None:
    """Draw all, and one page that shows them."""
    TARGET.mkdir(parents=True, exist_ok=True)
    rows = [_row(n, folder, name) for n, name in enumerate(FILES, start=1)]
    page = "<!doctype html><meta charset=utf-8><title>Gallery</title>" + "".join(rows)
    (TARGET / "index.html").write_text(page)


def _row(n: int, folder: Path, name: str) -> str:
    (path,) = list(folder.rglob(name))[:1] or [folder / name]
    started = time.monotonic()
    try:
        alone, ours = _alone(path), _ours(path)
    except Exception as error:
        said = f"{n:2} {name}: {error!r}"
    else:
        count = len(pypdfium2.PdfDocument(alone))
        picture = TARGET / f"{n:02}.png"
        _beside(_pages(alone, 0), _pages(ours, 1)).save(picture)
        said = f"{n:2} {name}: {count} pages, {time.monotonic() - started:.1f} s"
        (TARGET / f"{n:02}.pdf").write_bytes(ours)
    print(said, flush=True)
    return f"<h2>{html.escape(said)}</h2><img src={n:02}.png>"


def _alone(path: Path) -> bytes:
    """Return what LibreOffice makes of the file by itself."""
    with tempfile.TemporaryDirectory() as name:
        profile = f"-env:UserInstallation=file://{name}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", name]
        subprocess.run([*command, str(path)], capture_output=True, check=True, timeout=120)
        return next(Path(name).glob("*.pdf")).read_bytes()


def _ours(path: Path) -> bytes:
    """Return the controlled PDF of the file."""
    from documents.converting.work import make_look, read_text
    from documents.files import kinds
    from documents.pdf.pages import BodyPage, Cover
    from documents.pdf.stamping import stamped_pdf

    kind = kinds.by_name(path.name)
    assert kind is not None
    today = dt.datetime.now(dt.UTC)
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        text = read_text(path, kind, Path(one))
        look, _facts = make_look(path, kind, Path(other))
        blocks = [_block(block) for block in text.blocks]
        body = look.read_bytes()
    page = BodyPage(
        number="KMHT-QP-07",
        revision="B/2",
        title=path.stem,
        language="zh-hans",
        status="",
        blocks=blocks,
        dated=today,
    )
    cover = Cover(
        organisation="昆明高新技术产业开发区",
        owning_unit="质量管理办公室",
        issued_on=today.date(),
        effective_on=today.date(),
        signatures=(),
        history=(),
        manifest_sha256="0123456789abcdef" * 4,
        url="https://wenkong.example.org/t/kmht/documents/KMHT-QP-07/",
    )
    return stamped_pdf(cover, page, body)


def _block(block: Any) -> Any:
    from documents.text.blocks import Block

    return Block.from_json(block) if isinstance(block, dict) else block


def _pages(pdf: bytes, first: int) -> list[Image.Image]:
    """Return some pages, each as wide as a column."""
    document = pypdfium2.PdfDocument(pdf)
    shown = range(first, min(first + SHOWN, len(document)))
    return [
        document[n].render(scale=WIDTH / document[n].get_width()).to_pil().convert("RGB")
        for n in shown
    ]


def _beside(left: list[Image.Image], right: list[Image.Image]) -> Image.Image:
    """Put the pages of both into two columns."""
    right = right[: len(left)]
    heights = [max(a.height, b.height) for a, b in zip(left, right, strict=True)]
    sheet = Image.new("RGB", (2 * WIDTH + 30, sum(heights) + 10 * (len(heights) + 1)), "#888")
    y = 10
    for a, b, height in zip(left, right, heights, strict=True):
        sheet.paste(a, (10, y))
        sheet.paste(b, (WIDTH + 20, y))
        y += height + 10
    return sheet


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("DATABASE_URL", "postgres://nobody@127.0.0.1:1/none")
    os.environ.setdefault("DATABASE_POOL_SIZE", "0")
    django.setup()
    main(Path(sys.argv[1]) if sys.argv[1:] else CORPORA)
