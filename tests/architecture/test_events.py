"""Every event of the audit trail has a name for people; and the guard notices one without."""

import ast
import re
from collections.abc import Iterator
from typing import Final

import pytest

from tenants.audit.words import event_words
from tests.architecture.sources import Source, named, sources

RECORDERS: Final = ("record", "record_for_city")
EVENT: Final = re.compile(r"[a-z_]+\.[a-z_]+")


def recorded(source: Source) -> Iterator[str]:
    """Yield the events a module records: names, or patterns where a part is filled in."""
    tree = ast.parse(source.text)
    constants = {
        target.id: node.value
        for node in tree.body
        for target in _targets(node)
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and named(node.func).split(".")[-1] in RECORDERS:
            yield from _events(node.args[0], constants)


def _targets(node: ast.AST) -> list[ast.Name]:
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return [target for target in targets if isinstance(target, ast.Name)]


def _events(node: ast.AST, constants: dict[str, ast.expr]) -> Iterator[str]:
    if isinstance(node, ast.JoinedStr):
        parts = (p.value if isinstance(p, ast.Constant) else "\0" for p in node.values)
        yield re.escape("".join(map(str, parts))).replace("\0", r"[a-z_]+")
    elif isinstance(node, ast.IfExp):
        yield from _events(node.body, constants)
        yield from _events(node.orelse, constants)
    elif isinstance(node, ast.Name) and node.id in constants:
        yield from _events(constants[node.id], constants)
    elif isinstance(node, ast.Constant) and EVENT.fullmatch(str(node.value)):
        yield re.escape(str(node.value))


def nameless(source: Source) -> list[str]:
    """Find events that a reader of the trail would see as code; name them in `<app>/events.py`."""
    known = event_words()
    return [
        f"{source.path} records {event}, which has no name"
        for event in recorded(source)
        if not any(re.fullmatch(event, name) for name in known)
    ]


def test_every_event_has_a_name() -> None:
    faults = [fault for source in sources() for fault in nameless(source)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    "call",
    [
        'audit.record("memo.lost", memo, by=by)',
        'audit.record_for_city("memo.lost", memo)',
        'audit.record(f"memo.{how}", memo, by=by)',
        'audit.record("memo.lost" if is_lost else "memo.found", memo, by=by)',
        'LOST = "memo.lost"\naudit.record(LOST, memo, by=by)',
    ],
)
def test_the_guard_notices_a_nameless_event(call: str) -> None:
    assert nameless(Source("documents/actions/memos.py", call))


def test_events_with_names_pass() -> None:
    calls = 'audit.record("revision.saved", r, by=by)\naudit.record(f"revision.{how}", r, by=by)'
    assert nameless(Source("documents/actions/memos.py", calls)) == []
