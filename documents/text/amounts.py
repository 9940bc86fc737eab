"""Amounts of money and shares, as Chinese and English papers write them."""

import re
import unicodedata
from typing import Final

_NUMERALS: Final = "〇零一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟萬几数半"
_NUMBER: Final = r"\d[\d,.]*"
# "一元化" and "多元" speak of no money.
_YUAN: Final = r"(?:(?:元|圆)(?![化论素件旦月宵首器方次制结]))"
_AMOUNT: Final = re.compile(
    "|".join(
        (
            rf"[¥$€£]\s?{_NUMBER}\s?[十百千万亿]*{_YUAN}?",
            rf"\b(?:RMB|CNY|USD|EUR|HKD)\s?{_NUMBER}",
            rf"人民币\s?(?:{_NUMBER}|[{_NUMERALS}]+)\s?[十百千万亿]*{_YUAN}?",
            rf"{_NUMBER}\s?[{_NUMERALS}余多]*\s?{_YUAN}",
            rf"[{_NUMERALS}]+余?{_YUAN}",
            r"[(][^()]{0,8}元[^()]{0,8}[)]",  # the head of a column: "金额(万元)"
            rf"{_NUMBER}\s?(?:yuan|RMB|CNY|USD|EUR|HKD|dollars?|euros?)\b",
            rf"{_NUMBER}\s?[%‰]",
            rf"{_NUMBER}\s?per\s?cent\b",
            rf"(?:百分|千分)之\s?(?:{_NUMBER}|[{_NUMERALS}点]+)",
            rf"(?:{_NUMBER}|[{_NUMERALS}]+)\s?个百分点",
        )
    ),
    re.IGNORECASE,
)


def amount_in(text: str) -> str:
    """Return the first amount that a text names; "" when it names none."""
    found = _AMOUNT.search(unicodedata.normalize("NFKC", text))
    return found[0].strip() if found else ""
