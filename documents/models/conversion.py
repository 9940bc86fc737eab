"""What is made of an uploaded file once and then kept: its text, and its pages as they look."""

from __future__ import annotations

import datetime as dt
from typing import Final, TypeAlias
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.models.file import StoredFile
from tenants.models import TenantOwned, TenantQuerySet
from tenants.scope import TenantForeignKey, UniqueInTenant

MOST_ATTEMPTS: Final = 3
BACK_OFF: Final = (dt.timedelta(minutes=1), dt.timedelta(minutes=5))
# Longer than a worker may take: what is not finished by then was cut off with its worker.
LEASE: Final = dt.timedelta(minutes=6)


class Kind(models.TextChoices):
    TEXT = "text", _("Text")
    LOOK = "look", _("As it looks")


class State(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class Fault(models.TextChoices):
    """Why it did not come to a result; each is a sentence for the author."""

    BROKEN = "broken", _("The file cannot be read. Open it where it was written and save it again.")
    CRASHED = "crashed", _("The converter broke off on this file.")
    ENCRYPTED = "encrypted", _("The file is protected by a password. Save it without one.")
    NO_OFFICE = "no-office", _("LibreOffice, which reads this kind of file, is not installed here.")
    NO_RESULT = "no-result", _("The converter ended without a result.")
    NO_SPACE = "no-space", _("There was no space left on the disk.")
    TOO_LARGE = "too-large", _("It would become larger than is allowed.")
    TOO_LONG = "too-long", _("It took longer than is allowed.")


class ConversionQuerySet(TenantQuerySet["Conversion"]):
    def due(self) -> ConversionQuerySet:
        """Those somebody should be at: never begun, or due to be tried again."""
        return self.filter(state=State.WAITING, not_before__lte=timezone.now())

    def begin(self, pk: UUID) -> Conversion | None:
        """Take a due conversion in hand, or None when another worker has it or it is over.

        The attempt is counted before the work: what kills its worker does so three times at most.
        """
        due = self.due().filter(pk=pk)
        cut_off = due.filter(attempts__gte=MOST_ATTEMPTS)
        if cut_off.update(state=State.FAILED, fault=Fault.CRASHED):
            return None
        lease = timezone.now() + LEASE
        if not due.update(attempts=F("attempts") + 1, not_before=lease):
            return None
        return self.select_related("file").get(pk=pk)


class Conversion(TenantOwned):
    """One file turned into its text or its pages: once per tenant, whoever uses the file."""

    Kind: TypeAlias = Kind  # noqa: UP040  (a class, not only a name for one)
    State: TypeAlias = State  # noqa: UP040
    Fault: TypeAlias = Fault  # noqa: UP040

    file = TenantForeignKey(StoredFile, on_delete=models.PROTECT, related_name="conversions")
    kind = models.CharField(max_length=4, choices=Kind)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(default=timezone.now)
    fault = models.CharField(max_length=20, blank=True)  # a Fault; its words change
    result = TenantForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    facts = models.JSONField(default=dict)  # counts, and "warnings": see converting/facts.py
    asked_at = models.DateTimeField(auto_now_add=True)

    objects = ConversionQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (UniqueInTenant("file", "kind", name="a_file_is_converted_once"),)
        indexes = (
            models.Index(
                fields=["tenant", "not_before"],
                name="conversion_waits",
                condition=Q(state="waiting"),
            ),
        )

    def succeed(self, result: StoredFile, facts: dict[str, object]) -> None:
        """Keep what was made; it is not made again."""
        self.state, self.fault = State.DONE, ""
        self.result, self.facts = result, facts
        self.save(update_fields=["state", "fault", "result", "facts"])

    def fail(self, fault: Fault, *, for_good: bool) -> None:
        """Note what went wrong; tried again after a while unless nothing would be different."""
        self.fault = fault
        if for_good or self.attempts >= MOST_ATTEMPTS:
            self.state = State.FAILED
        else:
            self.not_before = timezone.now() + BACK_OFF[max(0, self.attempts - 1)]
        self.save(update_fields=["state", "fault", "not_before"])

    def try_again(self) -> None:
        """Let a failed conversion begin anew."""
        self.state, self.fault, self.attempts = State.WAITING, "", 0
        self.not_before = timezone.now()
        self.save(update_fields=["state", "fault", "attempts", "not_before"])

    def why(self) -> str:
        """Return the sentence for what went wrong, or ""."""
        return str(Fault(self.fault).label) if self.fault else ""

    def is_tracked(self) -> bool:
        """Tell whether the text of the file was found to hold tracked changes."""
        text = Conversion.objects.filter(file_id=self.file_id, kind=Kind.TEXT)
        return text.filter(facts__has_key="changes").exists()

    def is_done(self) -> bool:
        return self.state == State.DONE

    def is_waiting(self) -> bool:
        return self.state == State.WAITING

    def has_failed(self) -> bool:
        return self.state == State.FAILED
