"""Collecting and judging translations without GNU gettext."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from django.core.management import call_command
from django.utils.translation import trans_real

from config.management.commands import compile_translations
from config.management.commands.collect_translations import sentences_of, untranslated

CODE = """
from django.utils.translation import gettext_lazy as _, ngettext
label = _("Effective date")
def count(n: int) -> str:
    return ngettext("%(n)s document", "%(n)s documents", n)
"""
TEMPLATE = """{% load i18n %}
    <p>{% translate "Owner" %}</p>
  {% blocktranslate trimmed with name=member.name %}
      Printed by {{ name }}
  {% endblocktranslate %}
"""


def catalog_of(folder: Path) -> Catalog:
    (folder / "labels.py").write_text(CODE)
    (folder / "page.html").write_text(TEMPLATE)
    return sentences_of(folder)


def test_sentences_of_code_and_templates_are_found(tmp_path: Path) -> None:
    found = {message.id for message in catalog_of(tmp_path) if message.id}
    assert found == {
        "Effective date",
        ("%(n)s document", "%(n)s documents"),
        "Owner",
        "Printed by %(name)s",
    }


def test_missing_empty_and_doubtful_sentences_are_named(tmp_path: Path) -> None:
    found = catalog_of(tmp_path)
    known = Catalog(locale="zh_Hans")
    known.add("Effective date", "生效日期")
    known.add("Owner", "")
    known.add("Printed by %(name)s", "由 %(name)s 打印", flags=["fuzzy"])
    assert set(untranslated(known, found)) == {
        "Owner",
        "Printed by %(name)s",
        "('%(n)s document', '%(n)s documents')",
    }


def test_who_compiles_goes_on_with_what_was_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    before = trans_real.translation("zh-hans")
    monkeypatch.setattr(compile_translations, "is_stale", lambda _source: True)
    monkeypatch.setattr(compile_translations, "compile_one", lambda _source: None)
    call_command("compile_translations", verbosity=0)
    assert trans_real.translation("zh-hans") is not before
