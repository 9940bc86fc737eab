"""Forms of an audit's plan: lines that are added, given to others or taken out, and notes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from documents.models import Clause
from oversight.audits.plan import clauses_to_audit
from oversight.models import Audit, Auditor, PlannedScope
from tenants.models import Unit


class AddForm(forms.Form):
    """Which clauses are audited in which units, and by whom."""

    units = forms.ModelMultipleChoiceField(
        Unit.objects.none(), label=_("Units"), widget=forms.CheckboxSelectMultiple
    )
    clauses = forms.ModelMultipleChoiceField(
        Clause.objects.none(), label=_("Clauses"), widget=forms.CheckboxSelectMultiple
    )
    auditor = forms.ModelChoiceField(
        Auditor.objects.none(), label=pgettext_lazy("audit", "Auditor"), empty_label=None
    )

    def __init__(self, data: Any = None, *, audit: Audit) -> None:
        super().__init__(data)
        clauses = [clause.pk for clause in clauses_to_audit()]
        offered = {
            "units": Unit.objects.active().order_by("code"),
            "clauses": Clause.objects.filter(pk__in=clauses).order_by("position"),
            "auditor": audit.team.all().here(),
        }
        for name, rows in offered.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]


class LinesForm(forms.Form):
    """Lines that were ticked, and what becomes of them."""

    lines = forms.ModelMultipleChoiceField(PlannedScope.objects.none())
    act = forms.ChoiceField(choices=[("give", ""), ("take", "")])
    auditor = forms.ModelChoiceField(Auditor.objects.none(), required=False)

    def __init__(self, data: Any, *, audit: Audit) -> None:
        super().__init__(data)
        scopes = PlannedScope.objects.filter(audit=audit).select_related("audit", "unit", "clause")
        self.fields["lines"].queryset = scopes  # type: ignore[attr-defined]
        self.fields["auditor"].queryset = audit.team.all().here()  # type: ignore[attr-defined]


class NoteForm(forms.Form):
    """What was seen about one line."""

    scope = forms.ModelChoiceField(PlannedScope.objects.none())
    text = forms.CharField(max_length=2000)

    def __init__(self, data: Any, *, audit: Audit) -> None:
        super().__init__(data)
        scopes = PlannedScope.objects.filter(audit=audit).select_related("unit", "clause")
        self.fields["scope"].queryset = scopes  # type: ignore[attr-defined]
