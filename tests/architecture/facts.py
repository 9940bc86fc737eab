"""Find which facts the product's code records in the audit trail, by name.

Read from the source: keywords, keys of what is spread into the call, and what a function returns
that is spread there.
"""

import ast
from collections.abc import Iterator, Sequence
from typing import Final

from tests.architecture.sources import Source, named

RECORDERS: Final = ("record", "record_for_city", "record_all", "_record", "_record_change")
NO_FACTS: Final = {"by", "event", "subject"}

type Functions = dict[str, ast.FunctionDef]


def facts_recorded(sources: Sequence[Source]) -> dict[str, str]:
    """Return each fact with a module that records it."""
    trees = {source.path: ast.parse(source.text) for source in sources}
    public: Functions = {}
    for tree in trees.values():
        public |= {name: found for name, found in _functions(tree).items() if name[0] != "_"}
    found: dict[str, str] = {}
    for path, tree in trees.items():
        functions = public | _functions(tree)
        for function in (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)):
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and named(call.func).split(".")[-1] in RECORDERS:
                    for name in _facts_of(call, function, functions):
                        found.setdefault(name, path)
    return found


def _functions(tree: ast.Module) -> Functions:
    """Return the functions of a module by name; those of a class are nobody's to call so."""
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def _facts_of(call: ast.Call, within: ast.FunctionDef, functions: Functions) -> Iterator[str]:
    for keyword in call.keywords:
        if keyword.arg is None:
            yield from _keys(keyword.value, within, functions)
        elif keyword.arg not in NO_FACTS:
            yield keyword.arg


def _keys(node: ast.expr, within: ast.FunctionDef, functions: Functions) -> Iterator[str]:
    """Yield the keys of a mapping, as far as they are written down."""
    if isinstance(node, ast.Dict):
        yield from (str(key.value) for key in node.keys if isinstance(key, ast.Constant))
    elif isinstance(node, ast.Name):
        yield from _keys_set(node.id, within)
        for value in _values_given(node.id, within):
            yield from _keys(value, within, functions)
    elif isinstance(node, ast.Call):
        yield from _keys_returned(node, functions)
    for part in _parts(node):
        yield from _keys(part, within, functions)


def _parts(node: ast.expr) -> list[ast.expr]:
    """Return the mappings of which this one is made."""
    match node:
        case ast.Dict():
            pairs = zip(node.keys, node.values, strict=True)
            return [value for key, value in pairs if key is None]
        case ast.BinOp(op=ast.BitOr()):
            return [node.left, node.right]
        case ast.IfExp():
            return [node.body, node.orelse]
        case ast.Subscript():
            return [node.value]
    return []


def _values_given(name: str, within: ast.FunctionDef) -> Iterator[ast.expr]:
    """Yield what is assigned, united or appended to a variable."""
    for node in ast.walk(within):
        match node:
            case (
                ast.Assign(targets=[ast.Name(id=to)], value=value)
                | ast.AugAssign(target=ast.Name(id=to), value=value)
                | ast.Call(func=ast.Attribute(value=ast.Name(id=to), attr="append"), args=[value])
            ) if to == name:
                yield value
            case ast.AnnAssign(target=ast.Name(id=to), value=ast.expr() as value) if to == name:
                yield value


def _keys_set(name: str, within: ast.FunctionDef) -> Iterator[str]:
    """Yield the keys that are set one by one."""
    for node in ast.walk(within):
        if (
            isinstance(node, ast.Subscript)
            and isinstance(node.ctx, ast.Store)
            and isinstance(node.value, ast.Name)
            and node.value.id == name
            and isinstance(node.slice, ast.Constant)
        ):
            yield str(node.slice.value)


def _keys_returned(call: ast.Call, functions: Functions) -> Iterator[str]:
    """Yield the keys of what the function returns; what that calls in turn is not followed."""
    function = functions.get(named(call.func).split(".")[-1])
    if function is None:
        return
    for node in ast.walk(function):
        if isinstance(node, ast.Return) and node.value is not None:
            yield from _keys(node.value, function, {})
