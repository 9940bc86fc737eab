"""Measure, print a table, and fail when a goal is missed."""

import json
import sys
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from benchmarks import report
from benchmarks.cases import CASES
from benchmarks.measure import Result, measure
from benchmarks.stage import SCALES, Stage, build


def case_names(text: str) -> list[str]:
    """Read the names of cases, separated by commas."""
    names = text.split(",")
    if unknown := set(names) - CASES.keys():
        raise ArgumentTypeError(f"no case {', '.join(unknown)}; there are: {', '.join(CASES)}")
    return names


class Command(BaseCommand):
    """Build the stage, run the cases on it one after another, print a table."""

    help = "Measure ratios; exits with 1 when a goal is missed."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Take which cases to run, how often and on how much."""
        parser.add_argument("--only", type=case_names, default=list(CASES), metavar="CASE,…")
        parser.add_argument("--rounds", type=int, default=15)
        parser.add_argument("--scale", choices=SCALES, default="small")
        parser.add_argument("--json", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the cases named."""
        before = report.load()
        self.stdout.write(f"Building the stage ({SCALES[options['scale']]}) …")
        stage = build(SCALES[options["scale"]])
        results = [self.run_case(name, stage, options["rounds"]) for name in options["only"]]
        host = (
            f"{before} before, {report.load()} after; PostgreSQL {server_version()};"
            f" scale {options['scale']}, {options['rounds']} rounds, lower quartiles"
        )
        self.stdout.write(f"\n{report.table(results)}\n\n{report.times(results)}\n\nhost: {host}")
        if options["json"]:
            facts = {"host": host, "cases": [report.facts(result) for result in results]}
            options["json"].write_text(json.dumps(facts, indent=1))
        sys.exit(any(result.verdict == "no" for result in results))

    def run_case(self, name: str, stage: Stage, rounds: int) -> Result:
        """Measure one case."""
        self.stdout.write(f"Measuring {name} …")
        with CASES[name](stage) as case:
            return measure(case, rounds)


def server_version() -> str:
    """Return which PostgreSQL this is."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return str(cursor.fetchone()[0])
