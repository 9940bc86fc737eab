"""Change the heart of approval in small ways, and see that a test notices each: `make mutants`.

cosmic-ray makes the changes, in a copy of the tree; here stands what is changed and which tests
are asked. Of models only the moves are changed. With names it does these modules only.
"""

import ast
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).parents[2]
COPY: Final = ROOT / "var" / "mutants"
COSMIC_RAY: Final = [
    *(str(ROOT / ".venv/bin/uv"), "tool", "run", "--from", "cosmic-ray==8.7.0", "cosmic-ray"),
]
SECONDS: Final = 400  # after which a mutant that hangs is dead
APPROVALS: Final = "tests/approvals/test_"
FAULTS: Final = "tests/proof/test_faults_of_others.py"
# A change of these tells nothing: words for people, types, and what mypy sees.
SILENT: Final = ("core/ReplaceBinaryOperator_BitOr", "core/RemoveDecorator")


class Target(NamedTuple):
    """A file, the functions in it that are changed (all, if none), and the tests that are asked."""

    file: str
    functions: tuple[str, ...]
    tests: tuple[str, ...]


TARGETS: Final = {
    "routing": Target("approvals/rounds/routing.py", (), ("submit", "conditions", "acts", "view")),
    "stages": Target(
        "approvals/rounds/stages.py",
        (),
        ("decide", "submit", "view", "add_signer", "hand_on", "stand_in", "acts"),
    ),
    "signing": Target("approvals/rounds/signing.py", (), ("verify", "seals", "stand_in")),
    "binding": Target("approvals/rounds/binding.py", (), ("verify", "acts", "package_rounds")),
    "progress": Target(
        "approvals/rounds/progress.py", (), ("decide", "stand_in", "acts", "package_rounds")
    ),
    "deciding": Target("approvals/rounds/deciding.py", (), ("decide", "stand_in")),
    "decisions": Target("approvals/actions/decisions.py", (), ("decide", "view", "stand_in")),
    "round": Target("approvals/models/round.py", ("end",), ("decide", "moves", "at_once")),
    "step": Target("approvals/models/step.py", ("move",), ("decide", "moves", "at_once")),
    "revision": Target("documents/models/revision.py", ("move",), ("decide", "moves", "issue")),
}


def lines_of(target: Target) -> set[int]:
    """Return the lines that are changed."""
    tree = ast.parse((ROOT / target.file).read_text())
    wanted = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and (not target.functions or node.name in target.functions)
    ]
    return {n for node in wanted for n in range(node.lineno, (node.end_lineno or 0) + 1)}


def prepare(name: str, target: Target) -> Path:
    """Write the session: every change of these lines, and how it is tested."""
    tests = " ".join([FAULTS, *(f"{APPROVALS}{test}.py" for test in target.tests)])
    command = f"{sys.executable} -m pytest -q -x -p no:randomly -p no:cacheprovider {tests}"
    config, session = COPY / f"{name}.toml", COPY / f"{name}.sqlite"
    config.write_text(
        "[cosmic-ray]\n"
        f'module-path = "{target.file}"\n'
        f"timeout = {SECONDS}\nexcluded-modules = []\n"
        f'test-command = "{command}"\n'
        '[cosmic-ray.distributor]\nname = "local"\n'
    )
    session.unlink(missing_ok=True)
    subprocess.run([*COSMIC_RAY, "init", str(config), str(session)], cwd=COPY / "tree", check=True)
    lines = sorted(lines_of(target))
    with sqlite3.connect(session) as rows:
        marks = ",".join("?" * len(lines))
        gone = f"SELECT job_id FROM mutation_specs WHERE start_pos_row NOT IN ({marks})"
        gone += " OR " + " OR ".join("operator_name LIKE ?" for _ in SILENT)
        values = [*lines, *(f"{each}%" for each in SILENT)]
        jobs = [job for (job,) in rows.execute(gone, values)]
        for table in ("mutation_specs", "work_items"):
            rows.executemany(f"DELETE FROM {table} WHERE job_id = ?", [(job,) for job in jobs])
    return session


def told(name: str, session: Path) -> Counter[str]:
    """Print what survived and return how many did not."""
    with sqlite3.connect(session) as rows:
        results = rows.execute(
            "SELECT start_pos_row, operator_name, occurrence, test_outcome, diff FROM"
            " mutation_specs JOIN work_results USING (job_id) ORDER BY start_pos_row"
        ).fetchall()
    for line, operator, _occurrence, outcome, diff in results:
        if outcome.lower() == "survived":
            changed = [row for row in diff.splitlines() if row[:1] in "+-" and row[1:2] != row[:1]]
            print(f"{name}:{line} {operator}: {' → '.join(row[1:].strip() for row in changed)}")
    return Counter(outcome.lower() for *_, outcome, _diff in results)


def main() -> None:
    """Mutate the modules that are named, or all."""
    shutil.rmtree(COPY, ignore_errors=True)
    COPY.mkdir(parents=True)
    head = ["git", "clone", "--quiet", "--shared", str(ROOT), str(COPY / "tree")]
    subprocess.run(head, check=True)
    (COPY / "tree" / ".venv").symlink_to(ROOT / ".venv")
    for name in sys.argv[1:] or TARGETS:
        session = prepare(name, TARGETS[name])
        command = [*COSMIC_RAY, "exec", str(session.with_suffix(".toml")), str(session)]
        subprocess.run(command, cwd=COPY / "tree", check=True)
        found = told(name, session)
        print(f"{name}: {found['killed']} of {found.total()} killed", flush=True)


if __name__ == "__main__":
    main()
