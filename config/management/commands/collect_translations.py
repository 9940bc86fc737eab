"""Collect what is to be translated, without GNU gettext."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation.template import templatize

APPS = ("config", "oversight", "approvals", "documents", "tenants")
LOCALE = "zh_Hans"
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
MARKUP = {".html", ".txt"}


class Command(BaseCommand):
    """Keep each app's django.po in step with its code and templates, by Babel."""

    help = "Write new sentences into the .po files, or with --check fail if one is not translated."

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer to look only."""
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        """Bring every app's file up to date, or name what is missing."""
        missing = [line for app in APPS for line in self.work_on(app, check=check)]
        if missing:
            raise CommandError("Not translated:\n" + "\n".join(missing))

    def work_on(self, app: str, *, check: bool) -> list[str]:
        """Update one app's file, or return its untranslated sentences."""
        folder = settings.BASE_DIR / app
        file = folder / "locale" / LOCALE / "LC_MESSAGES" / "django.po"
        found = sentences_of(folder)
        catalog = read(file)
        if check:
            return [f"{app}: {sentence}" for sentence in untranslated(catalog, found)]
        catalog.update(found, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        if len(catalog):
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("wb") as out:
                write_po(out, catalog, width=100, omit_header=True, no_location=True)
        return []


def sentences_of(folder: Path) -> Catalog:
    """Return every sentence that the code and templates of an app mark for translation."""
    catalog = Catalog()
    for file in sorted(folder.rglob("*.*")):
        for line, message, comments, context in sentences_in(file):
            catalog.add(message, None, [(file.name, line)], auto_comments=comments, context=context)
    return catalog


def sentences_in(file: Path) -> Iterator[Any]:
    """Yield what one file marks."""
    if file.suffix not in MARKUP | {".py"}:
        return
    source = file.read_text("utf-8")
    if file.suffix in MARKUP:
        # Django turns tags into calls that look like Python; indentation would be mistaken for it.
        source = re.sub(r"(?m)^[ \t]+", "", templatize(source, origin=str(file)))
    yield from extract("python", io.BytesIO(source.encode()), KEYWORDS, ["Translators:"])


def read(file: Path) -> Catalog:
    """Return the translations there are."""
    if not file.exists():
        return Catalog(locale=LOCALE, project="Wenkong", fuzzy=False)
    with file.open("rb") as source:
        return read_po(source, locale=LOCALE)


def untranslated(catalog: Catalog, found: Catalog) -> Iterator[str]:
    """Yield each sentence that would show in English to a Chinese reader."""
    for message in found:
        known = catalog.get(message.id, message.context) if message.id else None
        texts = known.string if known else ""
        complete = all(texts) if isinstance(texts, tuple) else bool(texts)
        if message.id and (known is None or known.fuzzy or not complete):
            yield str(message.id)
