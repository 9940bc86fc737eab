"""What the draft page says of the uploaded file: what was understood of it, or why not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from documents.converting.converted import Converted
from documents.models import Conversion, Revision

COUNTS: Final = {
    "pages": ngettext_lazy("%(n)d page", "%(n)d pages", "n"),
    "sheets": ngettext_lazy("%(n)d sheet", "%(n)d sheets", "n"),
    "headings": ngettext_lazy("%(n)d heading", "%(n)d headings", "n"),
    "clauses": ngettext_lazy("%(n)d numbered clause", "%(n)d numbered clauses", "n"),
    "tables": ngettext_lazy("%(n)d table", "%(n)d tables", "n"),
    "pictures": ngettext_lazy("%(n)d picture", "%(n)d pictures", "n"),
}
WARNINGS: Final[dict[str, str | Promise]] = {
    "no-text": gettext_lazy("There is no text in it, only pictures of a text: search finds it by"
        " number and title alone."),
    "tracked-changes": gettext_lazy("It holds tracked changes. What is published has all of them"
        " accepted."),
    "comments": gettext_lazy("It holds comments. They are not published."),
    "pictures-unread": gettext_lazy("Some pictures could not be read and are left out."),
    "hidden-sheets": gettext_lazy("Hidden sheets are left out."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Report:
    """The state of a file, in words."""

    name: str
    is_waiting: bool = False
    tried: str = ""  # what went wrong so far
    next_try: dt.datetime | None = None
    failure: str = ""
    counts: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    comments: list[Mapping[str, str]] = field(default_factory=list)
    has_rejected: bool = False
    is_set_from_text: bool = False
    has_look: bool = False
    substitute_reason: str = ""

    @classmethod
    def of(cls, revision: Revision) -> Report | None:
        """Return what is to be said; None where no file was uploaded or nothing is made of it."""
        converted = Converted.of(revision)
        if not converted.rows:
            return None
        text, failed = converted.text, converted.failed()
        tried = next((r for r in converted.rows.values() if r.is_waiting() and r.fault), None)
        facts = _facts(converted)
        return cls(
            name=revision.source_name,
            is_waiting=converted.is_waiting(),
            tried=tried.why() if tried else "",
            next_try=tried.not_before if tried else None,
            failure=failed.why() if failed else "",
            counts=[str(words % {"n": facts[k]}) for k, words in COUNTS.items() if facts.get(k)],
            warnings=[str(WARNINGS[code]) for code in facts.get("warnings", ())],
            comments=facts.get("comments", []),
            has_rejected=bool(text and text.facts.get("rejected")),
            is_set_from_text=not failed and converted.is_set_from_text(),
            has_look=converted.look_file() is not None,
            substitute_reason=revision.substitute_reason,
        )

    @property
    def word(self) -> str:
        """Say in a word or two how far it is."""
        if self.failure:
            return _("Not converted")
        return _("Being converted") if self.is_waiting else _("Understood")

    @property
    def tone(self) -> str:
        if self.failure:
            return "bad"
        return "info" if self.is_waiting else "ok"


def _facts(converted: Converted) -> dict[str, Any]:
    """Put together what text and pages say of themselves."""
    parts: list[Conversion | None] = [converted.look, converted.text]
    return {name: fact for part in parts if part for name, fact in part.facts.items()}
