"""A sheet on its way in: checked as a whole, then imported as a whole, once."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.errors import IllegalMove
from tenants.models.base import TenantOwned
from tenants.scope import TenantForeignKey


class SheetImport(TenantOwned):
    """The uploaded file, which column is what, and what came out of looking at it."""

    class State(models.TextChoices):
        CHECKING = "checking", _("Being checked")
        WRONG = "wrong", _("To be corrected")
        CHECKED = "checked", _("Checked")
        IMPORTING = "importing", _("Being imported")
        IMPORTED = "imported", _("Imported")

    MOVES: ClassVar[dict[str, set[str]]] = {
        State.CHECKING: {State.WRONG, State.CHECKED},
        State.WRONG: {State.CHECKING},
        State.CHECKED: {State.CHECKING, State.IMPORTING},
        State.IMPORTING: {State.IMPORTED, State.WRONG},
    }

    uploaded_by = TenantForeignKey("tenants.Member", on_delete=models.PROTECT, related_name="+")
    imported_by = TenantForeignKey(
        "tenants.Member", on_delete=models.PROTECT, null=True, related_name="+"
    )
    file_name = models.CharField(max_length=200)
    content = models.BinaryField()
    heads = models.JSONField(default=list)  # [[column, what its head says], …]
    first_row = models.PositiveIntegerField()  # the row below the heads
    columns = models.JSONField(default=dict)  # what we know of a row → column
    state = models.CharField(max_length=10, choices=State, default=State.CHECKING)
    done = models.PositiveIntegerField(default=0)  # rows that were looked at
    total = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)  # of rows, by what would become of them
    lines = models.JSONField(default=list)  # [[row, name, what would change], …], the first ones
    errors = models.JSONField(default=list)  # [[address of the cell, sentence], …], the first ones
    error_count = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now)
    moved_at = models.DateTimeField(default=timezone.now)

    class Meta(TenantOwned.Meta):
        abstract = True
        ordering = ("-made_at",)

    def is_at_work(self) -> bool:
        return self.state in (self.State.CHECKING, self.State.IMPORTING)

    def move(self, to: State, **facts: object) -> None:
        """Change state in one UPDATE, so that of two clicks only one wins."""
        old = self.State(self.state)
        if to not in self.MOVES.get(old, set()):
            raise IllegalMove(f"{old.label} → {to.label}")
        told = {"state": to, "moved_at": timezone.now(), **facts}
        rows = type(self)._base_manager.filter(pk=self.pk, state=old)
        if not rows.update(**told):
            raise IllegalMove(_("Somebody else was faster. Look again."))
        for name, value in told.items():
            setattr(self, name, value)
