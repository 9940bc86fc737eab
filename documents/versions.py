"""Editions and changes: 版次/修改状态, stored as two numbers, shown by the tenant's scheme."""

from typing import NamedTuple, Self

CHANGES_PER_EDITION = 10  # 0–9, then the edition rolls over (domain.md §2)


class Version(NamedTuple):
    """The edition (1 = A) and how often it was changed."""

    edition: int = 1
    change: int = 0

    def following(self, *, is_major: bool) -> Self:
        """Return the next version: a new edition for a major change or after change 9."""
        if is_major or self.change + 1 >= CHANGES_PER_EDITION:
            return type(self)(self.edition + 1, 0)
        return type(self)(self.edition, self.change + 1)

    def label(self, scheme: str) -> str:
        """Return "B/2" or "2.2", as the tenant writes it."""
        if scheme == "numbers":
            return f"{self.edition}.{self.change}"
        return f"{_letters(self.edition)}/{self.change}"


def _letters(edition: int) -> str:
    """Count A … Z, AA, AB … as columns of a spreadsheet do."""
    letters = ""
    while edition > 0:
        edition, rest = divmod(edition - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
