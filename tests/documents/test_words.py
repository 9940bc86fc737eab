from pathlib import Path

import pytest
from django.db import connection

from documents.text.words import tsquery_literal, tsvector_literal
from tests.corpora import blocks_of, expected, revisions

# The list was made by comparing lines of source, with capitals. These three are in the current
# text: two run over a line of a quotation ("> "), one begins a sentence and runs over a line.
IN_CURRENT_TEXT_AFTER_ALL = {
    "products or services to another agency",
    "Merit promotion procedures provide a fair",
    "you will be led through creating",
}
# It runs from the title in a file's metadata to the name of the next field: that is no text.
IN_THE_HEAD_OF_A_FILE = "Moving and changing your address tags"
# Counted in the source with the addresses of links and the middle of words ("assignees",
# "{{defaultRevision}}"), which nobody means who looks for the word: documents that say it.
SAID_AS_A_WORD = {"SIG": 17, "policy": 31, "revision": 1, "security": 27}


pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "query", "found"),
    [
        ("见QP-8.2.1-03文件", "QP-8.2.1-03", True),
        ("见QP-8.2.1-03文件", "qp-8.2", True),
        ("见QP-8.2.1-03文件", "8.2.1", True),
        ("见QP-8.2.1-03文件", "QP-8.1.2", False),
        ("质量管理体系", "量管", True),
        ("质量管理体系", "管", True),
        ("质量，管理", "质量管理", False),
        ("质量，管理", "质量，管理", True),
        ("姓 名", "姓名", True),
        ("甲方\t乙方", "方乙", False),
        ("管理评审程序", "评审 管理", True),
        ("管理评审程序", '"评审 管理"', False),
        ("ISO9001质量管理体系", "iso 9001 质量", True),
        ("ＧＢ／Ｔ 19001", "gb/t19001", True),
        ("Control of documents", "docum contr", False),
        ("Control of documents", "control docum", True),
        ("Control of documents", "“of documents”", True),
        ("it's a 'q\\uoted' & ! | ( ) :* word", "'q\\uo", True),
        ("the first of all these words", "first the of all words", False),
        ("the first of all these words", "first of all the", True),
        ("𠮷野家", "𠮷野", True),
    ],
)
def test_queries_find_what_people_mean(text: str, query: str, *, found: bool) -> None:
    assert _matches(text, query) is found


@pytest.mark.parametrize("query", ["", " ", '"', "'", "&|!", "：*"])
def test_a_query_without_words_is_empty(query: str) -> None:
    assert tsquery_literal(query) == ""


def test_naughty_strings_are_valid_literals(corpora: Path) -> None:
    lines = (corpora / "bad/big-list-of-naughty-strings/blns.txt").read_text("utf-8", "replace")
    for line in lines.replace("\0", "").split("\n"):
        _matches(line, line)


def test_a_very_long_block_still_fits() -> None:
    text = "".join(chr(0x4E00 + n * 7919 % 20000) for n in range(300_000))
    assert _matches(text, text[5000:5010])


def test_every_phrase_of_the_corpus_finds_its_document(corpora: Path) -> None:
    rows = expected(corpora, "search_phrases")
    found = _search(corpora, [row["phrase"] for row in rows])
    assert len(found) == 190
    for row in rows:
        is_there = row["where"] == "current" or row["phrase"] in IN_CURRENT_TEXT_AFTER_ALL
        assert found[row["phrase"]] == ([row["doc"]] if is_there else []), row
    for row in rows:
        if row["phrase"] in IN_CURRENT_TEXT_AFTER_ALL:
            newest = blocks_of(revisions(corpora, row["doc"])[-1])
            assert any(row["phrase"].casefold() in block.text.casefold() for block in newest)


def test_what_was_replaced_is_found_where_it_stood_last(corpora: Path) -> None:
    rows = [
        row
        for row in expected(corpora, "search_phrases")
        if row["where"] != "current" and row["phrase"] != IN_THE_HEAD_OF_A_FILE
    ]
    blocks = [
        (row["phrase"], tsvector_literal(block.text))
        for row in rows
        for block in blocks_of(corpora / "versioned" / row["doc"] / row["last_revision_with_it"])
    ]
    found = _found(blocks, [row["phrase"] for row in rows])
    assert [row for row in rows if row["phrase"] not in found[row["phrase"]]] == []
    assert len(rows) > 50


def test_terms_of_the_corpus_are_in_as_many_documents_as_it_says(corpora: Path) -> None:
    rows = expected(corpora, "search_counts")
    found = _search(corpora, [_asked(row["term"]) for row in rows])
    said = {row["term"]: len(found[_asked(row["term"])]) for row in rows}
    assert said == {row["term"]: int(row["docs_current"]) for row in rows} | SAID_AS_A_WORD


def _asked(term: str) -> str:
    return f'"{term}"' if " " in term else term


def _matches(text: str, query: str) -> bool:
    with connection.cursor() as cursor:
        values = [tsvector_literal(text), tsquery_literal(query)]
        cursor.execute("SELECT %s::tsvector @@ %s::tsquery", values)
        return bool(cursor.fetchone()[0])


def _search(corpora: Path, phrases: list[str]) -> dict[str, list[str]]:
    """Return the documents each phrase finds in the newest revisions."""
    blocks = [
        (row["doc"], tsvector_literal(block.text))
        for row in expected(corpora, "documents")
        for path in revisions(corpora, row["doc"])[-1:]
        for block in blocks_of(path)
    ]
    return _found(blocks, phrases)


def _found(blocks: list[tuple[str, str]], phrases: list[str]) -> dict[str, list[str]]:
    """Return whose blocks each phrase is found in."""
    sql = """
        WITH block AS MATERIALIZED (
            SELECT document, words::tsvector AS words
            FROM unnest(%s::text[], %s::text[]) AS t(document, words)
        )
        SELECT DISTINCT phrase, document
        FROM unnest(%s::text[], %s::text[]) AS q(phrase, query)
        JOIN block ON block.words @@ query::tsquery
    """
    queries = [tsquery_literal(phrase) for phrase in phrases]
    found: dict[str, list[str]] = {phrase: [] for phrase in phrases}
    with connection.cursor() as cursor:
        documents, words = map(list, zip(*blocks, strict=True))
        cursor.execute(sql, [documents, words, phrases, queries])
        for phrase, document in cursor.fetchall():
            found[phrase].append(document)
    return found
