"""Change the heart of approval in small ways, and see that a test notices each: `make mutants`.

cosmic-ray makes the changes. They are tried in forks of one test process, which has its database
already: a change is put into the running functions, so that it costs no start. Of models only the
moves are changed. With names it does these modules only: `make mutants ARGS="routing stages"`;
SAMPLE=40 tries so many of each.
"""

import __future__

import ast
import difflib
import inspect
import json
import math
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any, Final, NamedTuple

import pytest
from django.db import connections

ROOT: Final = Path(__file__).parents[2]
COSMIC_RAY: Final = [
    str(ROOT / ".venv/bin/uv"),
    *("tool", "run", "--from", "cosmic-ray==8.7.0", "python", "-c"),
]
MAKE: Final = """
import json, sys
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names
source = open(sys.argv[1], "rb").read()
for name in operator_names():
    for occurrence in range(500):
        try:
            changed = mutate_code(source, get_operator(name)(), occurrence)
        except TypeError:
            break
        if changed is None:
            break
        print(json.dumps([name, changed]))
"""
# A change of these tells nothing: types as mypy sees them, and what is no function any more.
WITHOUT_TYPES: Final = __future__.annotations.compiler_flag
SILENT: Final = ("core/ReplaceBinaryOperator_BitOr", "core/RemoveDecorator")
START: Final = "tests/tenants/test_scope.py"
PATIENCE: Final = 5  # times what all tests took: what takes longer hangs, and counts as noticed
SAMPLE: Final = int(os.environ.get("SAMPLE", 10_000))  # of each module, always the same ones


class Target(NamedTuple):
    """A file, the functions in it that are changed (all, if none), and the tests that are asked."""

    file: str
    functions: tuple[str, ...]
    tests: tuple[str, ...]


TARGETS: Final = {
    "routing": Target(
        "approvals/rounds/routing.py",
        (),
        ("who_is_asked", "giving_way", "submit", "conditions", "acts", "view"),
    ),
    "stages": Target(
        "approvals/rounds/stages.py",
        (),
        (
            *("decide", "package_decide", "package_rounds", "submit", "view", "add_signer"),
            *("hand_on", "stand_in", "acts", "inform", "take_back"),
        ),
    ),
    "signing": Target("approvals/rounds/signing.py", (), ("signature", "decide", "verify")),
    "binding": Target(
        "approvals/rounds/binding.py",
        (),
        ("binding", "verify", "acts", "package_rounds", "seals_later"),
    ),
    "progress": Target(
        "approvals/rounds/progress.py",
        (),
        ("decide", "package_decide", "stand_in", "acts", "issue"),
    ),
    "deciding": Target(
        "approvals/rounds/deciding.py",
        (),
        (
            *("binding", "signature", "decide", "package_decide", "package_rounds", "stand_in"),
            "seals_later",
        ),
    ),
    "decisions": Target(
        "approvals/actions/decisions.py",
        (),
        (
            *("decide", "package_decide", "view", "stand_in", "signature", "package_rounds"),
            *("sent_without_session", "binding", "acts"),
        ),
    ),
    "round": Target("approvals/models/round.py", ("end",), ("decide", "moves")),
    "step": Target(
        "approvals/models/stage_step.py", ("move_all", "_change_all"), ("decide", "moves")
    ),
    "revision": Target("documents/models/revision.py", ("move",), ("decide", "moves", "issue")),
}


class Mutant(NamedTuple):
    """One change: by which operator, and how the file reads with it."""

    operator: str
    source: str


def mutants_of(target: Target) -> list[Mutant]:
    """Return every change of the file that changes what a function does."""
    file = ROOT / target.file
    made = subprocess.run(
        [*COSMIC_RAY, MAKE, str(file)], capture_output=True, text=True, check=True
    )
    mutants = [Mutant(*json.loads(line)) for line in made.stdout.splitlines()]
    before = codes_of(file.read_text(), target)
    return [
        mutant
        for mutant in mutants
        if not mutant.operator.startswith(SILENT)
        and is_python(mutant.source)
        and any(
            does(code) != does(before[name])
            for name, code in codes_of(mutant.source, target).items()
        )
    ]


def is_python(source: str) -> bool:
    """Tell whether it can be read at all: to cosmic-ray the star of keywords is a product."""
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True


def codes_of(source: str, target: Target) -> dict[str, CodeType]:
    """Return the code of each function, by its name in the module."""
    found: dict[str, CodeType] = {}

    def walk(code: CodeType) -> None:
        for inner in code.co_consts:
            if isinstance(inner, CodeType):
                name = inner.co_qualname
                is_meant = not target.functions or name.rpartition(".")[2] in target.functions
                if is_meant and is_function(inner):
                    found[name] = inner
                walk(inner)

    walk(compile(source, target.file, "exec", flags=WITHOUT_TYPES))
    return found


def is_function(code: CodeType) -> bool:
    """Tell a function from the body of a class, and from the types of its parameters."""
    is_class = not code.co_flags & inspect.CO_OPTIMIZED
    return not is_class and not code.co_name.startswith("<generic parameters")


def does(code: CodeType) -> tuple[object, ...]:
    """Return what a function does, wherever it stands."""
    constants = [does(c) if isinstance(c, CodeType) else (type(c), c) for c in code.co_consts]
    return code.co_code, constants, code.co_names, code.co_varnames


def functions_of(module: ModuleType) -> Iterator[FunctionType]:
    """Yield the functions of a module and of its classes, with what it decorates them by."""
    classes = [each for each in vars(module).values() if inspect.isclass(each)]
    for room in (module, *(c for c in classes if c.__module__ == module.__name__)):
        for each in vars(room).values():
            layer = getattr(each, "fget", None) or getattr(each, "__func__", each)
            while isinstance(layer, FunctionType):
                if layer.__code__.co_filename == module.__file__:
                    yield layer
                layer = getattr(layer, "__wrapped__", None)


class Trial:
    """Run the tests once as they are, then in a fork for each mutant until one fails."""

    def __init__(self, name: str, target: Target, mutants: list[Mutant]) -> None:
        self.name, self.target, self.mutants = name, target, mutants
        self.failed = False
        self.seconds = 0  # no limit
        self.told: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.failed |= report.failed

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = [item for item in session.items if START not in item.nodeid]
        self.start(next(item for item in session.items if START in item.nodeid), items[0])
        began = time.monotonic()
        assert self.fork(items, None) is None, "the tests have to pass as it is"
        self.seconds = math.ceil(PATIENCE * (time.monotonic() - began))
        for mutant in self.mutants:
            killer = self.fork(items, mutant)
            self.told["killed" if killer is not None else "survived"] += 1
            self.told["hung"] += killer == -1
            if killer is None:
                self.say(mutant)
            elif killer >= 0:  # what noticed one notices the next
                items.insert(0, items.pop(killer))
        killed, hung = self.told["killed"], self.told["hung"]
        print(f"\n{self.name}: {killed} of {len(self.mutants)} killed, {hung} hung", flush=True)
        return True

    def start(self, item: pytest.Item, following: pytest.Item) -> None:
        """Make the database by a test that sets no pages: what sets them does not live in forks."""
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        connections.close_all()
        for each in connections.all():
            each.close_pool()  # type: ignore[attr-defined]

    def run(self, items: list[pytest.Item]) -> int | None:
        """Run until one fails; return which."""
        for n, item in enumerate(items):
            following = items[(n + 1) % len(items)]
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if self.failed:
                return n
        return None

    def fork(self, items: list[pytest.Item], mutant: Mutant | None) -> int | None:
        """Return which test noticed the mutant; None when none did, -1 when it hung."""
        child = os.fork()
        if child == 0:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            os.dup2(1, 2)
            signal.alarm(self.seconds)
            if mutant is not None:
                self.change(mutant)
            failed = self.run(items)
            os._exit(255 if failed is None else min(failed, 250))
        _pid, status = os.waitpid(child, 0)
        code = os.waitstatus_to_exitcode(status)
        return None if code == 255 else max(code, -1)

    def change(self, mutant: Mutant) -> None:
        """Put the changed code into the functions that run."""
        new = codes_of(mutant.source, self.target)
        module = import_module(self.target.file.removesuffix(".py").replace("/", "."))
        for function in functions_of(module):
            code = new.get(function.__code__.co_qualname)
            if code is not None and code.co_freevars == function.__code__.co_freevars:
                function.__code__ = code

    def say(self, mutant: Mutant) -> None:
        """Print what nobody noticed."""
        before = (ROOT / self.target.file).read_text().splitlines()
        rows: list[Any] = list(difflib.unified_diff(before, mutant.source.splitlines(), n=0))
        changed = [row for row in rows[2:] if not row.startswith("@@")]
        line = rows[2].split("-")[1].split(" ")[0] if len(rows) > 2 else "?"
        print(
            f"\n{self.name}:{line} survived: " + " ⇒ ".join(r.strip() for r in changed), flush=True
        )


def main() -> None:
    """Mutate the modules that are named, or all."""
    for name in sys.argv[1:] or TARGETS:
        target = TARGETS[name]
        tests = [f"tests/approvals/test_{test}.py" for test in target.tests]
        mutants = mutants_of(target)
        chosen = sorted(random.Random(0).sample(range(len(mutants)), min(SAMPLE, len(mutants))))
        trial = Trial(name, target, [mutants[n] for n in chosen])
        print(f"{name}: {len(chosen)} of {len(mutants)} mutants", flush=True)
        options = ["-q", "-s", "-p", "no:randomly", "-p", "no:cacheprovider", "--tb=no"]
        faults = "tests/proof/test_faults_of_others.py"
        pytest.main([*options, "--timeout=0", START, faults, *tests], plugins=[trial])


if __name__ == "__main__":
    main()
