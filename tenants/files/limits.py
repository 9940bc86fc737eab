"""How much of a strange file is taken apart, and what is said of one that is beyond it."""

from __future__ import annotations

import resource
from typing import Final

MOST_ENTRIES: Final = 5_000
MOST_UNPACKED: Final = 300 * 2**20
MOST_RATIO: Final = 100
RATIO_COUNTS_FROM: Final = 2**20
# A form of 12 pages as an office fills it has 21,577 elements: 400 such pages have 720,000.
MOST_ELEMENTS: Final = 1_000_000
DEEPEST: Final = 256
MOST_PAGES: Final = 3_000
MOST_PIXELS: Final = 50_000_000
CHUNK: Final = 2**16

_MEMORY: Final = 300 * 2**20  # of addresses: two thirds of it are ever touched
_CPU_SECONDS: Final = 4

BOMB: Final = "bomb"
BROKEN: Final = "broken"
DOCTYPE: Final = "doctype"
ENCRYPTED: Final = "encrypted"
EXTERNAL: Final = "external"
MACROS: Final = "macros"
MIXED: Final = "mixed"  # two kinds of file in one
OLD: Final = "old"  # of before 2007, under a newer name
OTHER: Final = "other"  # not what its name says
PROGRAM: Final = "program"
SIGNED: Final = "signed"  # and has in it what would have to be taken out


class Unfit(Exception):
    """The file breaks a rule; the message is the word for it."""


def limit_process() -> None:
    """Keep this process from taking or writing more than a check needs."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))
