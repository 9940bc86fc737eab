"""Compile translations without GNU gettext."""

import os
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation.reloader import translation_file_changed


class Command(BaseCommand):
    """Write the .mo beside each .po that is newer, by Babel: no system package is needed."""

    help = "Compile the translations that changed."

    def handle(self, *args: Any, **options: Any) -> None:
        """Compile what is out of date."""
        for source in settings.BASE_DIR.glob("*/locale/*/LC_MESSAGES/django.po"):
            if is_stale(source):
                compile_one(source)
                # Models have loaded what there was before; this process would go on with it.
                translation_file_changed(None, target(source))
                self.stdout.write(f"Compiled {source.relative_to(settings.BASE_DIR)}.")


def target(source: Path) -> Path:
    """Return where the compiled file lies."""
    return source.with_suffix(".mo")


def is_stale(source: Path) -> bool:
    """Return whether the compiled file is missing or older."""
    compiled = target(source)
    return not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime


def compile_one(source: Path) -> None:
    """Compile one file; fuzzy entries are left out, so they show in English."""
    with source.open("rb") as file:
        catalog = read_po(file, locale=source.parts[-3])
    half = target(source).with_suffix(f".{os.getpid()}")  # two may begin at once
    with half.open("wb") as file:
        write_mo(file, catalog)
    half.replace(target(source))
