"""What both sides of a follow-up said; each side sees names of its own people only."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from oversight.models import FollowUp, FollowUpEntry
from tenants.models import Member

TONES = {"issued": "info", "replied": "hold", "sent_back": "warn", "closed": "ok"}


@dataclass(frozen=True, slots=True)
class Said:
    """An entry, and who speaks as the reader may know it."""

    entry: FollowUpEntry
    side: str
    name: str

    @property
    def tone(self) -> str:
        return TONES[self.entry.kind]


def conversation(follow_up: FollowUp) -> list[Said]:
    """Return what was said, the first first; names come from the running tenant alone."""
    entries = list(follow_up.entries.all())
    names = dict(Member.objects.filter(pk__in={e.by for e in entries}).values_list("pk", "name"))
    zone, city = follow_up.tenant.name, _("City quality office")
    return [
        Said(
            entry,
            zone if entry.kind == FollowUpEntry.Kind.REPLIED else city,
            names.get(entry.by, ""),
        )
        for entry in entries
    ]
