"""Pictures on set pages: in their place, in tables too, large ones made smaller, others named."""

import dataclasses
import io
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from documents.pdf.typeset import body_pdf, controlled_pdf
from documents.text.blocks import Block
from documents.text.html import blocks_from_html
from tests.documents.test_pdf import COVER, PAGE

SMALL, LARGE, BROKEN, MISSING = ("a" * 64, "b" * 64, "c" * 64, "d" * 64)


def shown(sha256: str, alt: str = "流程图") -> str:
    return f'<img src="sha256:{sha256}" alt="{alt}">'


@pytest.fixture
def kept(tmp_path: Path) -> dict[str, Path]:
    paths = {sha256: tmp_path / sha256 for sha256 in (SMALL, LARGE, BROKEN)}
    Image.new("RGBA", (200, 100), (255, 0, 0, 128)).save(paths[SMALL], "PNG")
    Image.new("RGB", (4000, 3000), "navy").save(paths[LARGE], "JPEG")
    paths[BROKEN].write_bytes(paths[SMALL].read_bytes()[:60])
    return paths


def pictures_on(pdf: bytes) -> list[tuple[float, float, float]]:
    """Return left, right and width of each picture, in points, page by page."""
    found = []
    for page in pypdfium2.PdfDocument(pdf):
        for thing in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]):
            left, _bottom, right, _top = thing.get_bounds()
            found.append((left, right, right - left))
    return found


def set_pages(blocks: list[Block], kept: dict[str, Path]) -> bytes:
    return body_pdf(dataclasses.replace(PAGE, blocks=blocks, pictures=kept))


def test_pictures_stand_on_the_page_in_their_size(kept: dict[str, Path]) -> None:
    blocks = blocks_from_html(
        f"<p>{shown(SMALL)}</p><p>见{shown(SMALL)}。</p><p>{shown(LARGE)}</p>"
    )
    alone, among, wide = pictures_on(set_pages(blocks, kept))
    assert [alone[2], among[2]] == pytest.approx([150, 150], abs=1)
    assert wide[2] == pytest.approx(453, abs=1)


def test_a_picture_in_a_table_stays_in_its_cell(kept: dict[str, Path]) -> None:
    cell = "<td>甲乙丙丁</td>"
    table = f"<table><tr>{cell * 3}<td>{shown(LARGE)}</td></tr></table>"
    ((left, right, width),) = pictures_on(set_pages(blocks_from_html(table), kept))
    assert 90 < width < 453 / 4
    assert 70 < left < right < 526


@pytest.mark.parametrize("sha256", [BROKEN, MISSING])
def test_a_picture_that_cannot_be_read_is_named(kept: dict[str, Path], sha256: str) -> None:
    pdf = set_pages(blocks_from_html(f"<p>{shown(sha256)}</p><p>见{shown(sha256)}。</p>"), kept)
    words = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
    assert words.count("流程图") == 2
    assert not pictures_on(pdf)


def test_large_pictures_make_no_large_file_and_the_same_bytes_again(kept: dict[str, Path]) -> None:
    noise = Image.effect_noise((3000, 3000), 80)
    noise.save(kept[LARGE], "PNG")
    page = dataclasses.replace(
        PAGE, blocks=blocks_from_html(f"<p>{shown(LARGE)}</p>"), pictures=kept
    )
    first, second = (controlled_pdf(COVER, page) for _ in range(2))
    assert first == second
    assert len(first) < kept[LARGE].stat().st_size
    assert b"pdfaid:part" in first


def test_a_photograph_stands_upright(kept: dict[str, Path]) -> None:
    lying = Image.new("RGB", (300, 100), "green")
    exif = Image.Exif()
    exif[0x0112] = 6
    file = io.BytesIO()
    lying.save(file, "JPEG", exif=exif)
    kept[SMALL].write_bytes(file.getvalue())
    ((_left, _right, width),) = pictures_on(
        set_pages(blocks_from_html(f"<p>{shown(SMALL)}</p>"), kept)
    )
    assert width == pytest.approx(75, abs=1)
