"""Editions of a standard, their clauses and what they ask for: published data, the same for all.

Titles only, in our own words where a title is not a bare fact: the text itself is under copyright.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tenants.scope import new_id


def in_language(zh: str, en: str) -> str:
    """Return the words in the reader's language, or those there are."""
    is_chinese = (get_language() or "").startswith("zh")
    return (zh or en) if is_chinese else (en or zh)


class StandardEditionQuerySet(models.QuerySet["StandardEdition"]):
    def current(self) -> StandardEdition | None:
        """Return the edition that certificates are given by; the one clauses are typed from."""
        return self.filter(state=StandardEdition.State.CURRENT).first()


class StandardEdition(models.Model):
    """An edition of a standard, as a file of the product describes it."""

    class State(models.TextChoices):
        CURRENT = "current", _("current")
        COMING = "coming", _("coming")
        REPLACED = "replaced", _("replaced")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=40, unique=True)  # ISO 9001:2015
    twin = models.CharField(max_length=40, blank=True)  # GB/T 19001—2016
    state = models.CharField(max_length=8, choices=State)
    version = models.PositiveIntegerField()  # of the file
    sha256 = models.CharField(max_length=64, blank=True)  # of the file
    note_zh = models.CharField(max_length=300, blank=True)
    note_en = models.CharField(max_length=300, blank=True)
    published_on = models.DateField(null=True)
    transition_until = models.DateField(null=True)  # the last day of certificates by the older one

    objects = StandardEditionQuerySet.as_manager()

    class Meta:
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="current"), name="one_edition_is_current"
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} / {self.twin}" if self.twin else self.code

    @property
    def note(self) -> str:
        return in_language(self.note_zh, self.note_en)


class Clause(models.Model):
    """A clause by its number; its parent is the clause it is part of."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    edition = models.ForeignKey(StandardEdition, on_delete=models.PROTECT, related_name="clauses")
    number = models.CharField(max_length=12)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    position = models.PositiveSmallIntegerField()  # in the order of the standard
    title_zh = models.CharField(max_length=80)
    title_en = models.CharField(max_length=120)
    may_exclude = models.BooleanField(default=False)  # it may be "not applicable" where justified
    note_zh = models.CharField(max_length=300, blank=True)
    note_en = models.CharField(max_length=300, blank=True)
    edited = models.BooleanField(default=False)  # by the quality office; files leave it alone

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(
                fields=["edition", "number"], name="clauses_of_an_edition_are_numbered"
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def title(self) -> str:
        return in_language(self.title_zh, self.title_en)

    @property
    def note(self) -> str:
        return in_language(self.note_zh, self.note_en)

    def is_within(self, number: str) -> bool:
        """Tell whether this is the clause of that number, or a part of it."""
        return self.number == number or self.number.startswith(f"{number}.")


class Requirement(models.Model):
    """Documented information that a clause asks for: to be maintained, retained, or both."""

    class Kind(models.TextChoices):
        """D is maintained (a document), R retained (a record); the standard leaves some open."""

        MAINTAIN = "D", _("maintain")
        RETAIN = "R", _("retain")
        EITHER = "D/R", _("maintain or retain")
        BOTH = "D+R", _("maintain and retain")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="requirements")
    items = models.CharField(max_length=10, blank=True)  # of the clause's list: "a", "a,b"
    kind = models.CharField(max_length=3, choices=Kind)
    title_zh = models.CharField(max_length=80)
    title_en = models.CharField(max_length=120)
    typical_zh = models.CharField(max_length=120, blank=True)  # what usually shows it
    typical_en = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ("clause__position", "items")
        constraints = (
            models.UniqueConstraint(
                fields=["clause", "items"], name="a_clause_asks_for_a_thing_once"
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """Return the number as people write it: 9.2.2 f."""
        return f"{self.clause.number} {self.items}" if self.items else self.clause.number

    @property
    def title(self) -> str:
        return in_language(self.title_zh, self.title_en)

    @property
    def typical(self) -> str:
        return in_language(self.typical_zh, self.typical_en)

    @property
    def kind_words(self) -> str | Promise:
        return self.Kind(self.kind).label

    def is_met_by(self, item: str) -> bool:
        """Tell whether a link that names this item of the clause, or none, is about it."""
        return not item or not self.items or item in self.items.split(",")
