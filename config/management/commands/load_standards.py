"""Load the editions of standards that come with the product; each `migrate` does so, too."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.owner import as_owner
from oversight.standards.files import FOLDER, read_all
from oversight.standards.loading import load
from tenants.errors import Refused


class Command(BaseCommand):
    help = "Load editions, clauses, requirements and crosswalks; run again = no change."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, nargs="?", default=FOLDER)

    def handle(self, *args: Any, **options: Any) -> None:
        with as_owner():
            changed = load_folder(options["folder"])
        self.stdout.write(f"Loaded: {', '.join(changed)}" if changed else "All here already")


def load_folder(folder: Path = FOLDER) -> list[str]:
    """Load the files of a folder; what is wrong with them is an error of the command."""
    try:
        return load(read_all(folder))
    except Refused as refused:
        raise CommandError("\n".join(refused.messages)) from refused
