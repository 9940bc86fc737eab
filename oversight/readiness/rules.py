"""What makes a tenant ready for certification: each rule with its source, its weight, its words.

A rule asks a function of the facts (`documents.py`, `checks.py`). That returns what blocks the
rule, by name and page; nothing when it holds; or why there is nothing here that it is about. A new
rule is a function there and an entry here.
"""

from typing import Final

from django.utils.translation import gettext_lazy

from oversight.readiness import checks, documents
from oversight.readiness.rule import Rule

RULES: Final = (
    Rule(
        "requirements",
        "ISO 9001 4.4.2, 7.5.1",
        20,
        gettext_lazy("All documented information that the standard asks for is covered and well"),
        documents.requirements,
    ),
    Rule(
        "in_force",
        "ISO 9001 7.5.3.1",
        10,
        gettext_lazy("The manual and all procedures (levels 1 and 2) are in force"),
        documents.in_force,
    ),
    Rule(
        "in_date",
        "ISO 9001 7.5.2",
        5,
        gettext_lazy("None of them is past its validity or its review"),
        documents.in_date,
    ),
    Rule(
        "acknowledged",
        "ISO 9001 7.3, 7.5.3.1",
        5,
        gettext_lazy("Each of them is acknowledged by at least 95 of 100 who have to"),
        documents.acknowledged,
    ),
    Rule(
        "audited",
        "ISO 9001 9.2.1, 9.2.2",
        15,
        gettext_lazy(
            "Internal audits have looked at every unit and every clause that applies within 12"
            " months"
        ),
        checks.audited,
    ),
    Rule(
        "reviewed",
        "ISO 9001 9.3.1, 9.3.2",
        10,
        gettext_lazy(
            "A management review was held and signed within 12 months, after the last internal"
            " audit"
        ),
        checks.reviewed,
    ),
    Rule(
        "no_major",
        "ISO 9001 10.2.1",
        10,
        gettext_lazy("No major nonconformity is open"),
        checks.no_major,
    ),
    Rule(
        "no_late_minor",
        "ISO 9001 10.2.1",
        5,
        gettext_lazy("No minor nonconformity waits longer than agreed"),
        checks.no_late_minor,
    ),
    Rule(
        "objectives_answered",
        "ISO 9001 6.2, 9.1.1",
        5,
        gettext_lazy("There are quality objectives, and each period has its result in time"),
        checks.objectives_answered,
    ),
    Rule(
        "externals_checked",
        "ISO 9001 7.5.3.2",
        5,
        gettext_lazy("All external documents are checked for currency"),
        documents.externals_checked,
    ),
    Rule(
        "posts_filled",
        "ISO 9001 5.3, 9.2.2",
        5,
        gettext_lazy(
            "Leader, management representative, document controller and two internal auditors"
            " are appointed"
        ),
        documents.posts_filled,
    ),
    Rule(
        "clock_kept",
        "CNCA-QMS-01:2025 5.4, 5.8",
        5,
        gettext_lazy("The certificate is valid and its audits are held in time"),
        checks.clock_kept,
    ),
    Rule(
        "may_apply",
        "CNCA-QMS-01:2025 5.1.2",
        5,
        gettext_lazy("What has to hold before an application for certification holds"),
        checks.may_apply,
    ),
)
