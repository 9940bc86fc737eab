"""Files for office programs: what a person typed is read as it was typed, and never worked out."""

import csv
import io
from typing import Final

import pytest
from openpyxl import load_workbook

from tenants.sheets import comma_separated, workbook

WORKED_OUT: Final = (
    *("=1+1", "+1+1", "-1-1", "-1+cmd|' /C calc'!A0", "@SUM(1)", "\t=1", "\r=1", "\n=1", "＝1+1"),
    *("+86-871-63123456", "-A1", "+5(1)"),
)
READ: Final = (
    *("+86 871 6312 3456", "+86 871-63123456", "-5℃", "-5 ℃", "-40.5°C", "+5", "-3%", "12-3"),
    *("文件=记录", "a@b.example", ""),
)


def rows_of_csv(*texts: str) -> list[str]:
    content = comma_separated(("A", "B"), [(text, "-") for text in texts])
    return [row[0] for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))][1:]


@pytest.mark.parametrize("text", WORKED_OUT, ids=repr)
def test_a_csv_disarms_what_would_be_worked_out(text: str) -> None:
    assert rows_of_csv(text) == [f"'{text}"]


def test_a_csv_keeps_what_only_begins_with_a_sign() -> None:
    assert rows_of_csv(*READ) == list(READ)


def test_a_sheet_says_of_each_text_that_it_is_one() -> None:
    texts = [text for text in WORKED_OUT + READ if text and "\r" not in text]
    content = workbook("Sheet", ("A", "B"), [(text, 7) for text in texts])
    page = load_workbook(io.BytesIO(content)).active
    assert page is not None
    cells = [page.cell(n, 1) for n in range(2, page.max_row + 1)]
    assert [cell.value for cell in cells] == texts
    assert {cell.data_type for cell in cells} == {"s"}
    marked = {cell.value for cell in cells if cell.quotePrefix}
    assert marked == {text for text in texts if text[0] in "=+-@\t\n＝"}
    assert page.cell(2, 2).value == 7
