"""The language of document numbers, such as {tenant}-{level}-{unit}-{seq:03}."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from tenants.errors import Refused

TOKENS = ("tenant", "level", "unit", "clause", "parent", "year", "seq")
_LONGEST = 80
_LONGEST_NUMBER = 60
_PART = re.compile(r"\{([^{}]*)\}|([^{}]+)|[{}]")
_TOKEN = re.compile(r"([a-z]+)(?::0?([1-9]))?")
# "~" stands for "/" in addresses; "#", "?" and "%" mean something there; blanks hide in prints.
_LITERAL = re.compile(r"[^\W_]*(?:[-/.()（）〔〕\[\]·_][^\W_]*)*")


@dataclass(frozen=True, slots=True)
class Token:
    """A place in the pattern that is filled in when a number is made."""

    name: str
    width: int = 0


@dataclass(frozen=True, slots=True)
class Pattern:
    """A parsed number pattern: literal text and tokens in order."""

    parts: tuple[str | Token, ...]

    @classmethod
    def parse(cls, source: str) -> Pattern:
        """Read a pattern, or refuse it with a sentence."""
        parts: list[str | Token] = []
        for match in _PART.finditer(source):
            token, literal = match[1], match[2]
            if token is not None:
                parts.append(_token(token))
            elif literal is not None and _LITERAL.fullmatch(literal):
                parts.append(literal)
            else:
                raise Refused(
                    _("“%(text)s” cannot stand in a number pattern.") % {"text": match[0]}
                )
        pattern = cls(tuple(parts))
        pattern._check(source)
        return pattern

    @property
    def needs(self) -> frozenset[str]:
        """Return the names of the values that a number of this pattern is made of."""
        return frozenset(p.name for p in self.parts if isinstance(p, Token)) - {"seq"}

    def scope(self, values: Mapping[str, str]) -> str:
        """Return what the counter counts within: the number but for its sequence."""
        return "".join("{seq}" if _is_seq(p) else _filled(p, values) for p in self.parts)

    def format(self, values: Mapping[str, str], seq: int) -> str:
        """Return the number."""
        number = "".join(
            f"{seq:0{p.width}}" if isinstance(p, Token) and _is_seq(p) else _filled(p, values)
            for p in self.parts
        )
        if len(number) > _LONGEST_NUMBER:
            raise Refused(
                _("The number would be longer than %(n)d characters.") % {"n": _LONGEST_NUMBER}
            )
        return number

    def __str__(self) -> str:
        return "".join(_written(p) if isinstance(p, Token) else p for p in self.parts)

    def _check(self, source: str) -> None:
        if len(source) > _LONGEST:
            raise Refused(_("A number pattern has at most %(n)d characters.") % {"n": _LONGEST})
        if sum(map(_is_seq, self.parts)) != 1:
            raise Refused(_("A number pattern needs {seq} exactly once."))
        for left, right in pairwise(self.parts):
            if isinstance(left, Token) and isinstance(right, Token):
                raise Refused(
                    _("Put a separator between {%(left)s} and {%(right)s}.")
                    % {"left": left.name, "right": right.name}
                )


def check_number(number: str) -> None:
    """Refuse what cannot be a document number, typed by hand."""
    if not _LITERAL.fullmatch(number) or len(number) > _LONGEST_NUMBER:
        raise Refused(_("“%(text)s” cannot be a document number.") % {"text": number})


def number_key(number: str) -> str:
    """Return what numbers are sorted and looked up by: QP-2 before QP-10, however typed."""
    folded = unicodedata.normalize("NFKC", number).upper()
    return re.sub(r"[0-9]+", lambda digits: digits[0].lstrip("0").zfill(8), folded)


def _token(source: str) -> Token:
    match = _TOKEN.fullmatch(source)
    if not match or match[1] not in TOKENS or (match[2] and match[1] != "seq"):
        raise Refused(
            _("{%(token)s} is not known; a number pattern may use %(known)s.")
            % {"token": source, "known": ", ".join(f"{{{name}}}" for name in TOKENS)}
        )
    return Token(match[1], int(match[2] or 0))


def _is_seq(part: str | Token) -> bool:
    return isinstance(part, Token) and part.name == "seq"


def _written(token: Token) -> str:
    return f"{{{token.name}:0{token.width}}}" if token.width else f"{{{token.name}}}"


def _filled(part: str | Token, values: Mapping[str, str]) -> str:
    if isinstance(part, str):
        return part
    value = values.get(part.name, "").strip()
    if not value:
        raise Refused(_("This number needs a value for {%(token)s}.") % {"token": part.name})
    if not _LITERAL.fullmatch(value):
        raise Refused(_("“%(text)s” cannot stand in a document number.") % {"text": value})
    return value
