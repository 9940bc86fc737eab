"""What the product itself says in a management review, kept as facts and said in words when read.

A fact is a name and its figures. Facts of a review that was held stay for ever as they were
written, so a name once used here keeps its words.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from oversight.certification.clock import State
from oversight.improvement.periods import period_name
from oversight.models import Audit, QualityObjective

type Fact = dict[str, Any]  # what JSON holds


def fact(name: str, **figures: Any) -> Fact:
    """Return a fact as it is kept: days and decimals as text."""
    return {"name": name, **{key: _kept(value) for key, value in figures.items()}}


def _kept(value: Any) -> Any:
    if isinstance(value, Decimal):
        return tidy(value)
    return value.isoformat() if isinstance(value, dt.date) else value


def tidy(value: Decimal) -> str:
    """Write a figure without noughts that say nothing."""
    return f"{value.normalize():f}"


def said(fact: Fact) -> str:
    """Say a fact in the language of who reads it."""
    words = SAID.get(fact["name"])
    if words is None:  # of a release to come: better its figures than nothing
        return ", ".join(f"{key} {value}" for key, value in fact.items())
    return words(fact)


def _actions(fact: Fact) -> str:
    if not fact["decided"]:
        return _("No earlier review has decided anything.")
    return _("%(decided)s decided, %(done)s done, %(open)s open, %(late)s of them late") % fact


def _objective(fact: Fact) -> str:
    first, unit = dt.date.fromisoformat(fact["first"]), fact["measured_in"]
    figures = fact | {
        "target": target_words(fact["direction"], fact["target"], unit),
        "period": period_name(first, fact["months"]),
        "value": f"{fact['value']} {unit}".strip(),
    }
    if fact["standing"] == "missing":
        return _("%(title)s (target %(target)s): %(period)s has no result yet") % figures
    if fact["standing"] == "met":
        return _("%(title)s (target %(target)s): %(value)s in %(period)s, met") % figures
    return _("%(title)s (target %(target)s): %(value)s in %(period)s, not met") % figures


def target_words(direction: str, value: str, measured_in: str) -> str:
    """Say a target: ≥ 95 %."""
    sign = "≥" if direction == QualityObjective.Direction.AT_LEAST else "≤"
    return f"{sign} {value} {measured_in}".rstrip()


def _audit(fact: Fact) -> str:
    return _("%(kind)s “%(title)s”, held on %(day)s") % (
        fact | {"kind": Audit.Kind(fact["kind"]).label}
    )


def _certificate(fact: Fact) -> str:
    figures = fact | {"state": State(fact["state"]).label}
    if fact["latest"]:
        return (
            _("%(standard)s: %(state)s, valid until %(until)s, next audit by %(latest)s") % figures
        )
    return _("%(standard)s: %(state)s, valid until %(until)s") % figures


def _acknowledged(fact: Fact) -> str:
    if not fact["required"]:
        return _("No acknowledgement is required.")
    figures = fact | {"percent": 100 * fact["done"] // fact["required"]}
    return _("%(done)s of %(required)s acknowledgements given: %(percent)s %%") % figures


SAID: Final[dict[str, Callable[[Fact], str]]] = {
    "actions": _actions,
    "open_action": lambda fact: _("Open: %(words)s (%(owner)s, due %(due)s)") % fact,
    "external": lambda fact: (
        _("%(n)s external documents in force, %(late)s of them not checked for currency in time")
        % fact
    ),
    "external_unnamed": lambda fact: (
        _("Restricted, and so not named here: %(n)s of those to check") % fact
    ),
    "external_late": lambda fact: _("To check: %(number)s %(title)s, due %(due)s") % fact,
    "no_objective": lambda _fact: _("No quality objective is set."),
    "objective": _objective,
    "documents": lambda fact: (
        _("%(n)s documents in force: %(reviews)s reviews overdue, %(expired)s past their validity")
        % fact
    ),
    "steps": lambda fact: _("%(open)s approval steps open, %(late)s of them overdue") % fact,
    "findings": lambda fact: (
        _(
            "Open findings of audits: %(major)s major and %(minor)s minor nonconformities,"
            " %(observation)s observations; %(late)s late"
        )
        % fact
    ),
    "acknowledged": _acknowledged,
    "clauses": lambda fact: _("%(covered)s of %(n)s applicable clauses covered") % fact,
    "no_audit": lambda _fact: _("No audit was held since the last review."),
    "audit": _audit,
    "no_certificate": lambda _fact: _("No certificate is registered."),
    "certificate": _certificate,
}
