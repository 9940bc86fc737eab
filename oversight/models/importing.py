"""Imports of documents by a ZIP: what was uploaded, what was found in it, what became of it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.models import Document, DocumentType, StoredFile
from tenants.errors import IllegalMove
from tenants.models import Member, TenantOwned, TenantQuerySet, Unit
from tenants.scope import TenantForeignKey, UniqueInTenant


class ImportRun(TenantOwned):
    """One upload: first every document in it is looked at, then those that are fit come in."""

    class State(models.TextChoices):
        CHECKING = "checking", gettext_lazy("Being checked")
        CHECKED = "checked", gettext_lazy("Checked")
        IMPORTING = "importing", gettext_lazy("Being imported")
        DONE = "done", gettext_lazy("Imported")
        REFUSED = "refused", gettext_lazy("Refused")

    MOVES = {
        State.CHECKING: {State.CHECKED, State.REFUSED},
        State.CHECKED: {State.IMPORTING},
        State.IMPORTING: {State.DONE},
    }

    file = TenantForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    document_type = TenantForeignKey(DocumentType, on_delete=models.PROTECT, related_name="+")
    unit = TenantForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    owner = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    by = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=State, default=State.CHECKING)
    reason = models.CharField(max_length=500, blank=True)  # why it was refused
    total = models.PositiveIntegerField(default=0)  # documents in this part of the work
    done = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(auto_now_add=True)
    moved_at = models.DateTimeField(auto_now=True)

    objects = TenantQuerySet["ImportRun"].as_manager()

    class Meta(TenantOwned.Meta):
        ordering = ("-started_at",)

    def __str__(self) -> str:
        return self.name

    def move(self, to: State, **facts: str | int) -> None:
        """Change state in one UPDATE, so that of two clicks only one wins."""
        old = self.State(self.state)
        if to not in self.MOVES.get(old, set()):
            raise IllegalMove(f"{old.label} → {to.label}")
        if not ImportRun.objects.filter(pk=self.pk, state=old).update(state=to, **facts):
            raise IllegalMove(_("Someone else changed this import first."))
        self.state = to

    def is_at_work(self) -> bool:
        return self.state in (self.State.CHECKING, self.State.IMPORTING)


class ImportLine(TenantOwned):
    """One document of an upload, by its path in the archive."""

    class State(models.TextChoices):
        NEW = "new", gettext_lazy("To be imported")
        SAME = "same", gettext_lazy("Here already")
        BAD = "bad", gettext_lazy("Cannot be imported")
        ADDED = "added", gettext_lazy("Imported")

    run = TenantForeignKey(ImportRun, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField()
    path = models.CharField(max_length=1000)
    title = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=5, choices=State)
    revisions = models.PositiveIntegerField(default=0)
    reason = models.CharField(max_length=500, blank=True)
    document = TenantForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = TenantQuerySet["ImportLine"].as_manager()

    class Meta(TenantOwned.Meta):
        ordering = ("position",)
        constraints = (UniqueInTenant("run", "position", name="lines_of_an_import_are_in_order"),)

    def __str__(self) -> str:
        return self.path
