"""How long a workbook is once every cell has its shared text: a bomb unfolds only then."""

from __future__ import annotations

from tenants.files.limits import BOMB, MOST_UNPACKED, Unfit


class Cells:
    """Counts how long a workbook is once every cell has its shared text."""

    def __init__(self) -> None:
        self.lengths: list[int] = []
        self.unfolded = 0
        self._value = ""
        self._is_shared = self._is_value = self._is_string = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "si":
            self.lengths.append(0)
            self._is_string = True
        elif tag == "c":
            self._is_shared = attributes.get("t") == "s"
        elif tag == "v":
            self._value, self._is_value = "", self._is_shared

    def text(self, words: str) -> None:
        if self._is_string:
            self.lengths[-1] += len(words)
        elif self._is_value:
            self._value += words

    def end(self, tag: str) -> None:
        if tag == "si":
            self._is_string = False
        elif tag == "v" and self._is_value:
            self._is_value = False
            n = int(self._value)
            self.unfolded += self.lengths[n] if 0 <= n < len(self.lengths) else 0
            if self.unfolded > MOST_UNPACKED:
                raise Unfit(BOMB)
