"""Every fact that the audit trail keeps has a name for people, in both languages."""

import pytest
from django.utils import translation

from tenants.audit.words import fact_words
from tests.architecture.facts import facts_recorded
from tests.architecture.sources import Source, sources

# Shown in a form of its own; and ids of rows, which a reader is not shown.
NOT_NAMED = {"changes", "delegation", "signer", "step"}


def nameless(modules: list[Source]) -> list[str]:
    """Find facts that a reader of the trail would see as code; name them in `<app>/events.py`."""
    found = facts_recorded(modules)
    return [
        f"{path} records {name}, which has no name"
        for name, path in sorted(found.items())
        if name not in NOT_NAMED and fact_words(name) is None
    ]


def test_every_fact_has_a_name() -> None:
    faults = nameless(sources())
    assert not faults, "\n".join(faults)


def test_every_name_of_a_fact_is_there_in_both_languages() -> None:
    for name in facts_recorded(sources()).keys() - NOT_NAMED:
        said = []
        for language in ("en", "zh-hans"):
            with translation.override(language):
                said.append(str(fact_words(name)))
        assert said[0] != said[1] or not said[0].isascii() or said[0].isupper(), name


@pytest.mark.parametrize(
    "body",
    [
        'audit.record("memo.kept", memo, by=by, shelf=1)',
        'audit.record("memo.kept", memo, by=by, **{"shelf": 1})',
        'facts = {"shelf": 1}\n    audit.record("memo.kept", memo, by=by, **facts)',
        'facts = {}\n    facts["shelf"] = 1\n    audit.record("memo.kept", memo, by=by, **facts)',
        'facts = {}\n    facts |= {"shelf": 1}\n    audit.record("memo.kept", memo, **facts)',
        'audit.record("memo.kept", memo, by=by, **({"shelf": 1} if it else {}))',
        'audit.record("memo.kept", memo, by=by, **said())\n\ndef said():\n    return {"shelf": 1}',
    ],
)
def test_the_guard_notices_a_nameless_fact(body: str) -> None:
    source = Source("documents/actions/memos.py", f"def keep(memo, by):\n    {body}\n")
    assert nameless([source]) == ["documents/actions/memos.py records shelf, which has no name"]
