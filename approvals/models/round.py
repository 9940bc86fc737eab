"""Rounds of approval: a run through the stages of a route."""

from __future__ import annotations

import json
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from approvals.models.package import Package
from approvals.models.route import Route
from documents.models import Document, Revision
from tenants.errors import IllegalMove
from tenants.models import Member, TenantOwned, TenantQuerySet
from tenants.scope import TenantForeignKey, UniqueInTenant


class Round(TenantOwned):
    """A run through the stages of a route, for one revision and one purpose."""

    class Purpose(models.TextChoices):
        ISSUE = "issue", _("Issue")
        RETIRE = "retire", _("Retire")
        WITHDRAW = "withdraw", _("Withdraw")
        RESTORE = "restore", _("Restore")
        REVIEW = "review", _("Periodic review")

    class State(models.TextChoices):
        OPEN = "open", _("Running")
        PASSED = "passed", pgettext_lazy("round", "Approved")
        RETURNED = "returned", _("Returned")
        RECALLED = "recalled", _("Recalled")
        REJECTED = "rejected", _("Rejected")

    revision = TenantForeignKey(Revision, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    route = TenantForeignKey(Route, on_delete=models.PROTECT, null=True, related_name="rounds")
    purpose = models.CharField(max_length=8, choices=Purpose, default=Purpose.ISSUE)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    stage = models.PositiveSmallIntegerField(default=1)  # the one that is running
    manifest_sha256 = models.CharField(max_length=64)
    # What is signed; of an act on the document also what is carried out once it passes.
    manifest = models.BinaryField(null=True, editable=False)
    effective_on = models.DateField(null=True)  # the day it was submitted for; None: at once
    # What became of each stage that is asked only on a condition: approvals/rounds/conditions.py.
    verdicts = models.JSONField(default=list)
    # Of a document in a change package: all siblings sign one manifest, which names this one.
    package = TenantForeignKey(Package, on_delete=models.PROTECT, null=True, related_name="rounds")
    item_manifest = models.BinaryField(null=True, editable=False)
    # Whether staff read it anew, as its last approvers said; None: nobody was asked or said.
    reads_anew = models.BooleanField(null=True)
    news = models.CharField(max_length=20, blank=True)  # kind of which readers are yet to be told
    started_by = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    ended_by = TenantForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    comment = models.TextField(blank=True)  # why it was returned, recalled or rejected

    objects = TenantQuerySet["Round"].as_manager()

    class Meta(TenantOwned.Meta):
        ordering = ("number",)
        constraints = (
            UniqueInTenant("revision", "number", name="rounds_count_up"),
            UniqueInTenant(
                "revision", condition=models.Q(state="open"), name="one_open_round_per_revision"
            ),
        )

    @property
    def is_act(self) -> bool:
        """Tell whether it decides about the document itself, and not about a text of it."""
        return self.purpose != self.Purpose.ISSUE

    @property
    def noun(self) -> str:
        """Return what it decides about, as a head: "Withdrawal"."""
        return str(Document.Act(self.purpose).label) if self.is_act else ""

    @property
    def own_manifest(self) -> bytes | None:
        """Return what names the bytes of this very revision: its text, pictures, attachments."""
        kept = self.item_manifest if self.package_id else self.manifest
        return bytes(kept) if kept is not None else None

    @property
    def label(self) -> str:
        """Return the version that was signed: a draft that was given back may be another since."""
        return str(self._of_text().get("revision", self.revision.label))

    @property
    def title(self) -> str:
        """Return the title that was signed, likewise."""
        return str(self._of_text().get("title", self.revision.title))

    def _of_text(self) -> dict[str, Any]:
        """Return what was signed of the revision; an act says nothing new of it."""
        return {} if self.is_act else self.signed()

    def signed(self) -> dict[str, Any]:
        """Return what was signed; {} where that was not kept, or was tampered with."""
        try:
            return dict(json.loads(self.own_manifest or b"{}"))
        except (ValueError, TypeError):
            return {}

    def request(self) -> dict[str, Any]:
        """Return what is asked for: exactly what is signed."""
        asked: dict[str, Any] = json.loads(bytes(self.manifest)) if self.manifest else {}
        return asked

    def end(self, to: Round.State, *, by: Member | None, comment: str = "") -> None:
        """End the round in one UPDATE, so that of two outcomes only one wins."""
        facts = {"state": to, "ended_at": timezone.now(), "ended_by": by, "comment": comment}
        if not Round.objects.filter(pk=self.pk, state=Round.State.OPEN).update(**facts):
            raise IllegalMove(_("This round has ended meanwhile. Look at it again."))
        for name, value in facts.items():
            setattr(self, name, value)
