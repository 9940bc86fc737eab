"""What rooms above let people answer for: it holds them here as well, until somebody else has it.

A higher app adds its kinds by `register` in `AppConfig.ready`.
"""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tenants.errors import Refused, sentence
from tenants.models import Member


class Held(NamedTuple):
    """A kind of thing that is one person's until another takes it."""

    name: str
    label: str | Promise
    rows: Callable[[], QuerySet[Any]]  # all that is not settled, whoever has it
    whose: str  # the field that names who has it
    words: Callable[[Any], str]  # that whoever hands over may read, and the trail keeps
    give: Callable[[Any, Member, Member, Member], object]  # a row of a leaver, to whom, by whom

    def of(self, member: Member) -> list[Any]:
        return list(self.rows().filter(**{self.whose: member}).order_by("pk"))

    def is_there(self) -> Exists:
        """Say of a member, for a query of members, that they have some of it."""
        return Exists(self.rows().filter(**{self.whose: OuterRef("pk")}))

    def hold(self, keys: list[str]) -> None:
        """Lock these, before anything is written to the trail."""
        rows = self.rows().filter(pk__in=keys).order_by("pk").select_for_update(of=("self",))
        list(rows.values_list("pk"))

    def move(self, row: Any, leaver: Member, to: Member, by: Member) -> str:
        """Give it to somebody; return what it was in words. Refused names which of all it was."""
        try:
            self.give(row, leaver, to, by)
        except Refused as refused:
            named = {"what": self.words(row), "why": sentence(refused)}
            raise Refused(_("%(what)s: %(why)s"), params=named) from refused
        return self.words(row)


BESIDE: Final[dict[str, Held]] = {}


def register(*kinds: Held) -> None:
    """Let these hold people as well."""
    BESIDE.update({kind.name: kind for kind in kinds})
