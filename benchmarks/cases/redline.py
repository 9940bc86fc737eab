"""What a redline costs, and how many of the changed lines it finds."""

import random
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import AbstractContextManager, contextmanager
from difflib import SequenceMatcher
from functools import partial

from benchmarks.measure import Case, at_most
from benchmarks.quality import git_diff, pairs_of_the_corpus, redline_of, score
from benchmarks.stage import Stage
from documents.text.blocks import Block
from documents.text.redline import compare
from documents.text.redline_rows import redline_rows

STOCK = "文件控制程序由办公室负责编制审核批准并在规定的时间内发放到各部门执行监督检查评审记录"
LETTERS = 60


def texts(paragraphs: int, share: float) -> tuple[list[Block], list[Block]]:
    """Return a text, and the same with a share of its paragraphs edited and one in 160 moved."""
    rng = random.Random(paragraphs)
    old = [
        Block("paragraph", "".join(rng.choices(STOCK, k=LETTERS)) + "。", html="<b>x</b>")
        for _ in range(paragraphs)
    ]
    new = [
        Block("paragraph", block.text.replace(block.text[20:24], "新的规定"), html=block.html)
        if rng.random() < share
        else block
        for block in old
    ]
    for _ in range(paragraphs // 160):
        new.insert(rng.randrange(paragraphs), new.pop(rng.randrange(paragraphs)))
    return old, new


@contextmanager
def redline_of_a_text(
    _stage: Stage, *, paragraphs: int, share: float, name: str
) -> Generator[Case]:
    """Compare and print a text with rjieba and difflib alone, each paragraph with its own."""
    old, new = texts(paragraphs, share)
    changes: list[int] = []

    def ours() -> float:
        start = time.perf_counter()
        redline = compare(old, new)
        rows = redline_rows(redline)
        seconds = time.perf_counter() - start
        changes[:] = [len(redline.changes), len(rows)]
        return seconds

    yield Case(
        name,
        ours=ours,
        peer_name="rjieba and difflib alone",
        peer=lambda: seconds_of_words_alone(old, new),
        goal=at_most(6),
        note=lambda: f"{paragraphs:,} paragraphs, {changes[0]:,} changes, {changes[1]:,} rows",
        aim="3 s" if paragraphs == 8000 else "",
        most_rounds=3,
    )


def seconds_of_words_alone(old: Sequence[Block], new: Sequence[Block]) -> float:
    """Cut each paragraph into words and compare it with the one that has its place."""
    import rjieba  # its dictionary takes 33 MB: only who compares texts holds it

    start = time.perf_counter()
    for before, after in zip(old, new, strict=True):
        words = rjieba.cut(before.text), rjieba.cut(after.text)
        SequenceMatcher(None, *words, autojunk=False).get_opcodes()
    return time.perf_counter() - start


@contextmanager
def redlines_of_the_corpus(_stage: Stage) -> Generator[Case]:
    """Compare all neighbouring revisions of the corpus, beside git; say what was found."""
    pairs = pairs_of_the_corpus()

    def seconds_of(each: Callable[..., object]) -> float:
        start = time.perf_counter()
        for pair in pairs:
            each(pair)
        return time.perf_counter() - start

    yield Case(
        "redline_corpus",
        ours=lambda: seconds_of(redline_of),
        peer_name="git diff, a process each",
        peer=lambda: seconds_of(git_diff),
        goal=at_most(10),
        note=lambda: str(score(pairs)) if pairs else "no corpus here",
        most_rounds=2,
    )


SIZES = ((200, 0.1, ""), (2000, 0.1, ""), (8000, 0.1, ""), (8000, 1.0, "_all"))
REDLINES: dict[str, Callable[[Stage], AbstractContextManager[Case]]] = {
    f"redline_{n}{suffix}": partial(
        redline_of_a_text, paragraphs=n, share=share, name=f"redline_{n}{suffix}"
    )
    for n, share, suffix in SIZES
} | {"redline_corpus": redlines_of_the_corpus}
