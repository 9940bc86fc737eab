"""Every kind of thing that ends says whom it belongs to, in words, until when, and what to do."""

import dataclasses
import datetime as dt
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import FieldError
from django.template import TemplateDoesNotExist
from django.utils import translation
from django.utils.functional import Promise

from approvals.expiring.kind import Expiring
from oversight.expiring import EXPIRING
from tenants.notices.kinds import every
from tenants.scope import tenant_scope
from tests.sweeping import BY_NAME
from tests.world import Cast

GUIDE = Path(settings.BASE_DIR) / "docs" / "reminders.md"
ANY_DAY = dt.date(2027, 3, 1)


def faults(kind: Expiring) -> list[str]:
    """Say what a kind misses; in the scope of a tenant."""
    found = [*faults_of_entry(kind), *faults_of_words(kind)]
    try:
        list(kind.due_by(ANY_DAY, ANY_DAY))
    except FieldError:
        found.append("rows: person, unit and day are fields of theirs")
    return found


def faults_of_entry(kind: Expiring) -> list[str]:
    ahead = list(kind.ahead)
    checks = {
        "whose: a person or a role": bool(kind.whom) != (kind.role is not None),
        "ladder: begins with a person": not (kind.has_ladder and kind.role),
        "milestones: days before, the first one first": ahead == sorted(set(ahead), reverse=True),
        "way out": callable(kind.address),
        f"guide: {row_of(kind)}": row_of(kind) in GUIDE.read_text(),
    }
    return [fault for fault, is_right in checks.items() if not is_right]


def faults_of_words(kind: Expiring) -> list[str]:
    try:
        source = str(kind.words().source)
    except TemplateDoesNotExist:
        return ["words"]
    sentences = source.count("{% blocktranslate") + source.count("{% translate")
    says_both = sentences >= 2 and "{{" in source  # what is due, and what to do
    return [] if says_both and _is_chinese(kind.label) else ["words in both languages"]


def _is_chinese(label: Promise | str) -> bool:
    with translation.override("zh-hans"):
        return any("\u4e00" <= letter <= "\u9fff" for letter in str(label))


def row_of(kind: Expiring) -> str:
    """Return the row of the guide's table that says of a kind what its entry does."""
    whose = f"role {kind.role}" if kind.role is not None else kind.whom.removesuffix("_id")
    whose = whose.replace("__", ".")
    ahead = ", ".join(map(str, kind.ahead)) or "the tenant's"
    ladder = "yes" if kind.has_ladder else "no"
    return f"| `{kind.name}` | {kind.due} | {whose} | {ahead} | {ladder} |"


@pytest.mark.parametrize("kind", EXPIRING, ids=lambda kind: kind.name)
def test_a_kind_is_whole(acme: Cast, kind: Expiring) -> None:
    with tenant_scope(acme.tenant.pk):
        assert faults(kind) == []


WRONG = {
    "whose": {"whom": ""},
    "ladder": {"role": "controller", "whom": ""},
    "milestones": {"ahead": (1, 7)},
    "rows": {"whom": "captain"},
    "words": {"name": "no_such_words"},
    "way out": {"address": None},
    "guide": {"ahead": (3,)},
}


@pytest.mark.parametrize("missing", WRONG)
def test_a_kind_that_misses_something_is_noticed(acme: Cast, missing: str) -> None:
    wrong = dataclasses.replace(BY_NAME["expiry"], **WRONG[missing])  # type: ignore[arg-type]
    with tenant_scope(acme.tenant.pk):
        assert any(fault.startswith(missing) for fault in faults(wrong))


def test_all_that_is_due_stands_in_the_list_once() -> None:
    due = {name for name, kind in every().items() if isinstance(kind, Expiring)}
    assert BY_NAME.keys() == due
    assert len(BY_NAME) == len(EXPIRING)
