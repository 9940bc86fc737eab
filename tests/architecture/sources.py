"""Read the product's source and say, in sentences, where it leaves the rules of the house."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from django.conf import settings

ROOMS: Final = ("tenants", "documents", "approvals", "oversight", "config")  # lowest first
ROOT: Final = Path(settings.BASE_DIR)
MAX_LINES: Final = 300
# An auditor copies one file to a machine that has nothing of ours: it cannot be two.
ONE_FILE: Final = "approvals/evidence/verify.py"
NO_ROOMS: Final = {"services", "utils", "helpers", "managers", "signals"}


class Source(NamedTuple):
    """A module: where it is and what it says."""

    path: str
    text: str

    @property
    def room(self) -> str:
        return self.path.split("/")[0]

    def nodes(self) -> Iterator[ast.AST]:
        return ast.walk(ast.parse(self.text))


type Guard = Callable[[Source], list[str]]


def sources() -> list[Source]:
    """Return every module of the product; tests and benchmarks are not served."""
    return [
        Source(str(path.relative_to(ROOT)), path.read_text(encoding="utf-8"))
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
    ]


def length_faults(source: Source) -> list[str]:
    lines = source.text.count("\n")
    is_generated = "/migrations/" in source.path or source.path == ONE_FILE
    return [f"{source.path} has {lines} lines"] if lines > MAX_LINES and not is_generated else []


def name_faults(source: Source) -> list[str]:
    """Find modules named after no thing."""
    words = set(source.path.removesuffix(".py").split("/")) & NO_ROOMS
    return [f"{source.path} is called {word}: nobody knows what goes there" for word in words]


def imports(source: Source) -> Iterator[tuple[str, str]]:
    """Yield module and name of everything imported, wherever in the file."""
    for node in source.nodes():
        if isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)


def climbing_faults(source: Source) -> list[str]:
    """Find imports from a higher room."""
    above = ROOMS[ROOMS.index(source.room) + 1 :]
    return [
        f"{source.path} imports {module}, which stands above it"
        for module, _ in imports(source)
        if module.split(".")[0] in above
    ]


# What an import would let in: a prefix of "module.name", and why it stays out.
UNWANTED: Final = {
    "django.template.response": "a TemplateResponse is rendered when the tenant's scope is over",
    "django.shortcuts.TemplateResponse": "a TemplateResponse is rendered after the scope",
    "django.views.generic": "it answers with a lazy TemplateResponse",
    "django.core.cache": "what one tenant put there another could read",
    "django.views.decorators.cache": "what one tenant put there another could read",
    "django.db.models.signals": "an action says what follows from it",
    "django.dispatch": "an action says what follows from it",
    "redis": "a key that one tenant writes another could read",
    "functools.lru_cache": "it would hand one tenant's answer to another",
    "functools.cache": "it would hand one tenant's answer to another",
    "django.db.models.DB_CASCADE": "rows of evidence do not go with others",
    "django.db.models.CASCADE": "rows of evidence do not go with others",
}


# Who may all the same.
LET_IN: Final = {
    ("tenants/notices/live.py", "redis"),  # a key holds a time; it is named by an id that is signed
    ("config/health.py", "redis"),  # asks whether it answers
    ("config/local/valkey.py", "redis"),  # starts it
    # A query that names the tenant only when its SQL is written.
    ("tenants/scope/querysets.py", "functools.cache"),
    # Sums over all tenants of months that are frozen: a global table, the same whoever asks.
    ("oversight/city/year.py", "functools.lru_cache"),
}


def import_faults(source: Source) -> list[str]:
    return [
        f"{source.path} imports {module}.{name}: {reason}"
        for module, name in imports(source)
        for unwanted, reason in UNWANTED.items()
        if f"{module}.{name}.".startswith(f"{unwanted}.") and (source.path, unwanted) not in LET_IN
    ]


SETS: Final = re.compile(
    r"\bset_config\s*\(|\b(SET|set)\s+(LOCAL|local|SESSION|session|ROLE)\b"
    r"|^\s*(SET|set)\s+[\w.]+\s*(=|TO\b|to\b)|^\s*RESET\b"
)


# Where the database is told which tenant it works for, and why there.
SETTERS: Final = {
    "tenants/scope/current.py": "the scope itself",
    "approvals/migrations/0002_places.py": "places_of() visits a person's tenants one by one, as"
    " nested scopes would, under row security and in one statement; it ends where it began",
    "approvals/migrations/0026_inbox_tabs.py": "inbox_tabs_of() likewise, for the inbox alone",
    "approvals/migrations/0034_counting_alone.py": "places_of() does so by a call planned once",
}


def setting_faults(source: Source) -> list[str]:
    """Find SQL that changes the session: only the scope may."""
    if source.path in SETTERS:
        return []
    return [
        f"{source.path}:{node.lineno} changes the database session: {node.value[:40]!r}"
        for node in source.nodes()
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and SETS.search(node.value)
    ]


def eager_faults(source: Source) -> list[str]:
    """Find querysets made at import: evaluated once, they would show one tenant's rows to all."""
    return [
        f"{source.path}:{node.lineno} makes a queryset at import"
        for node in at_import(ast.parse(source.text))
        if isinstance(node, ast.Attribute) and node.attr in ("objects", "_default_manager")
    ]


def at_import(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what runs when the module is imported: all but the bodies of functions."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Lambda):
            continue
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            for part in (*child.decorator_list, child.args):
                yield from ast.walk(part)
            continue
        if isinstance(child, ast.Call) and named(child.func).endswith("ChoiceField"):
            continue  # a form field asks anew each time
        yield child
        yield from at_import(child)


def named(node: ast.AST) -> str:
    """Return the dotted name an expression spells, as far as it does."""
    if isinstance(node, ast.Call):
        return named(node.func)
    if isinstance(node, ast.Attribute):
        return f"{named(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


# Functions beside the actions that are none, and why they stand there.
NO_ACTIONS: Final = {
    "documents/actions/imports.py: give_file": "a step of importing",
    "documents/actions/imports.py: new_revisions": "a step of importing",
    "documents/actions/revisions.py: add_months": "reckons a date",
    "documents/actions/revisions.py: distribute": "a step of putting in force",
    "oversight/actions/furnishing.py: add_units": "a step of provisioning",
    "oversight/actions/furnishing.py: furnish": "a step of provisioning",
    "oversight/actions/furnishing.py: origin": "names a file",
    "oversight/actions/provisioning.py: preview": "changes nothing",
    "oversight/actions/scorecards.py: freeze_months": "keeps what was counted; nobody acts",
    "oversight/actions/scorecards.py: measure": "counts what is there; nobody acts",
    "oversight/actions/thresholds.py: check_order": "changes nothing",
}


def action_faults(source: Source) -> list[str]:
    """Find actions that could stop half-way or that nobody did."""
    return [fault for fault in loose_actions(source) if fault.split(" is ")[0] not in NO_ACTIONS]


def loose_actions(source: Source) -> list[str]:
    if "/actions/" not in source.path:
        return []
    return [
        f"{source.path}: {node.name} is not atomic or does not take by="
        for node in ast.parse(source.text).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        if "transaction.atomic" not in map(named, node.decorator_list)
        or "by" not in [argument.arg for argument in node.args.kwonlyargs]
    ]


# Functions the queue may run outside any tenant, and why.
GLOBAL_TASKS: Final = {
    "config/clock.py: anchor": "it visits every tenant, opening each scope itself",
    "config/clock.py: forget": "sessions and failures belong to no tenant",
    "config/clock.py: read_bounces": "a mailbox of the installation holds mails of all tenants",
    "config/clock.py: sweep": "it asks which tenants are due and queues their visits",
    "tenants/tasks.py: mail_reset_link": "an account belongs to no tenant",
    "tenants/tasks.py: mail_to_account": "an account belongs to no tenant",
    "config/health.py: beat": "its heartbeat belongs to the machine",
}


def task_faults(source: Source) -> list[str]:
    """Find tasks that would run in no tenant."""
    if source.path == "tenants/scope/queue.py":
        return []
    return [f"{task} is no tenant_task" for task in plain_tasks(source) if task not in GLOBAL_TASKS]


def plain_tasks(source: Source) -> list[str]:
    return [
        f"{source.path}: {node.name}"
        for node in source.nodes()
        if isinstance(node, ast.FunctionDef)
        if {"shared_task", "app.task", "task"} & set(map(named, node.decorator_list))
    ]
