"""Numbers as Word writes them in front of paragraphs."""

from __future__ import annotations

from typing import Final

_DIGITS: Final = "〇一二三四五六七八九"
_FORMAL: Final = "零壹贰叁肆伍陆柒捌玖"
_STEMS: Final = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES: Final = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN: Final = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc")),
    *((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_CHINESE: Final = {
    *("chineseCounting", "chineseCountingThousand", "japaneseCounting"),
    *("taiwaneseCounting", "taiwaneseCountingThousand"),
}
MOST: Final = 9_999


def written(number: int, form: str) -> str:
    """Write a number in one of Word's forms; one we do not know in digits."""
    if not 0 < number <= MOST:
        return str(number)
    if form in _CHINESE:
        return _chinese(number, _DIGITS, "十百千", "〇")
    if form == "chineseLegalSimplified":
        return _chinese(number, _FORMAL, "拾佰仟", "零")
    if form == "decimalZero":
        return f"{number:02}"
    if form in {"upperLetter", "lowerLetter"}:
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if form.startswith("upper") else letter
    if form in {"upperRoman", "lowerRoman"}:
        return _roman(number).upper() if form.startswith("upper") else _roman(number)
    return _drawn(number, form)


def _drawn(number: int, form: str) -> str:
    """Write it with characters of which there are only so many."""
    rows = {
        "ideographTraditional": _STEMS,
        "ideographZodiac": _BRANCHES,
        "decimalEnclosedCircle": "".join(chr(0x2460 + n) for n in range(20)),
        "decimalEnclosedCircleChinese": "".join(chr(0x2460 + n) for n in range(20)),
    }
    row = rows.get(form, "")
    if number <= len(row):
        return row[number - 1]
    if form == "decimalFullWidth":
        return "".join(chr(ord(digit) - ord("0") + ord("０")) for digit in str(number))
    return str(number)


def _chinese(number: int, digits: str, units: str, gap: str) -> str:
    text = ""
    places = [int(digit) for digit in str(number)]
    for left, digit in zip(range(len(places) - 1, -1, -1), places, strict=True):
        if digit:
            text += digits[digit] + (units[left - 1] if left else "")
        elif text and not text.endswith(gap):
            text += gap
    text = text.rstrip(gap)
    return text[1:] if 10 <= number < 20 and units[0] == "十" else text


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        while number >= value:
            text, number = text + letters, number - value
    return text
