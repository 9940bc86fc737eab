"""The frame round every page: who is signed in, where, and what of the menu is theirs."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from django.http import HttpRequest
from django.urls import reverse

from config import live
from config.menu import MENU, Item, Words
from documents.samples import Told
from tenants.access import Standing
from tenants.http import standings_for, standings_here
from tenants.models import BreakGlass, Member, Tenant
from tenants.notices.live import now_ms
from tenants.people.glass import running

THEMES: Final = ("light", "dark", "system")
COMMIT_MS: Final = 2_000  # what was saved while the page was made may not be on it


@dataclass(frozen=True, slots=True)
class Entry:
    """A menu entry as the page shows it."""

    label: Words
    icon: str
    url: str
    count: int
    on_phone: bool
    counts: bool = False
    active: bool = False
    below: tuple[str, ...] = ()  # addresses of whose pages it is the entry


@dataclass(frozen=True, slots=True)
class NavGroup:
    label: Words
    entries: list[Entry]


@dataclass(frozen=True, slots=True)
class Zone:
    """One tenant in the zone switcher; the role is known for the current one."""

    code: str
    name: str
    role: Words
    url: str
    current: bool


class Shell:
    """What base.html shows. Nothing is asked of the database until a template looks."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        theme = request.COOKIES.get("theme", "")
        self.theme = theme if theme in THEMES else "light"

    @cached_property
    def standings(self) -> list[Standing]:
        """Return the person's place in each tenant, with what waits there."""
        if not hasattr(self.request, "user"):
            return []
        standings = standings_here(self.request)
        if any(standing.waiting is None for standing in standings):  # a form shown again
            return standings_for(self.request, counting=True)
        return standings

    @cached_property
    def standing(self) -> Standing | None:
        """Where the person is: in the tenant of the address, else in the first of their own."""
        member: Member | None = getattr(self.request, "member", None)
        here = (s for s in self.standings if member is None or s.member == member)
        return next(here, None)

    @cached_property
    def live(self) -> str:
        """Return where an open page asks what is new, and since when it knows; "" for nobody."""
        if not self.standings:
            return ""
        since = now_ms() - COMMIT_MS
        return f"{reverse('live')}?for={live.Asker.word_for(self.standings)}&since={since}"

    @property
    def name(self) -> str:
        return self.standing.member.name if self.standing else str(self.request.user)

    @cached_property
    def memberships(self) -> list[Zone]:
        here = getattr(self.request, "tenant", None)
        return [self._zone(s.tenant, current=s.tenant == here) for s in self.standings]

    def _zone(self, tenant: Tenant, *, current: bool) -> Zone:
        city = tenant.kind == Tenant.Kind.CITY
        role = self.standing.member.role_labels() if current and self.standing else ""
        url = reverse("oversight:overview") if city else _register_of(tenant)
        return Zone(tenant.code, tenant.name, role or Tenant.Kind(tenant.kind).label, url, current)

    @cached_property
    def nav_groups(self) -> list[NavGroup]:
        """Return the entries this person may use, the one they are at marked."""
        groups = [(label, self._entries(items)) for label, items in MENU]
        known = [url for _label, entries in groups for entry in entries for url in entry.below]
        at = max(filter(self.request.path.startswith, known), key=len, default="")
        return [
            NavGroup(label, [replace(entry, active=at in entry.below) for entry in entries])
            for label, entries in groups
            if entries
        ]

    @property
    def tabs(self) -> list[Entry]:
        """Return the entries that fit at the bottom of a phone."""
        return [e for group in self.nav_groups for e in group.entries if e.on_phone][:3]

    @property
    def unread(self) -> int:
        """Count what the person has not looked at in the tenant they are in."""
        is_in_tenant = hasattr(self.request, "member")
        return self.standing.unread or 0 if is_in_tenant and self.standing else 0

    @cached_property
    def waiting(self) -> int:
        """Count what waits for the person in all their tenants."""
        return sum(standing.count for standing in self.standings)

    @cached_property
    def audit(self) -> Told | None:
        """Say to an auditor what they may look into; nobody else's page asks anything for it."""
        member: Member | None = getattr(self.request, "member", None)
        return Told.to(member) if member is not None and member.is_auditor() else None

    @cached_property
    def glass(self) -> BreakGlass | None:
        """Return the emergency access that runs; only administrators' pages ask."""
        member: Member | None = getattr(self.request, "member", None)
        return running(member) if member is not None else None

    @property
    def search_url(self) -> str:
        may_search = self.standing and self.standing.member.can("documents.read")
        return _register_of(self.standing.tenant) if self.standing and may_search else ""

    @property
    def own_reading_url(self) -> str:
        """Return where the person sees what they have acknowledged in the tenant they are in."""
        if self.standing is None or not self.standing.member.can("approvals.acknowledge"):
            return ""
        return reverse("approvals:own_reading", args=[self.standing.tenant.slug])

    @cached_property
    def set_up(self) -> Tenant | None:
        """Return the tenant here that is not live yet; outside all, one the person administers."""
        here = getattr(self.request, "tenant", None)
        own = [s.tenant for s in self.standings if s.member.can("settings.organisation")]
        return next((each for each in ([here] if here else own) if not each.is_live()), None)

    @property
    def opening_url(self) -> str:
        """Return where the administrator of a tenant that is being set up goes on."""
        administered = (s.tenant for s in self.standings if s.member.can("settings.organisation"))
        if self.set_up is None or self.set_up not in administered:
            return ""
        return reverse("oversight:steps", args=[self.set_up.slug])

    def _entries(self, items: tuple[Item, ...]) -> list[Entry]:
        if self.standing is None:
            return []
        tenant, member = self.standing.tenant, self.standing.member
        leads = self.standing.leads
        return [
            self._entry(item, tenant)
            for item in items
            if not item.ability or member.can(item.ability) or (item.for_heads and leads)
        ]

    def _entry(self, item: Item, tenant: Tenant) -> Entry:
        place = [tenant.slug] if item.in_tenant else []
        urls = tuple(reverse(view, args=place) for view in (item.view, *item.also))
        return Entry(
            item.label,
            icon=item.icon,
            url=urls[0],
            count=self.waiting if item.counts else 0,
            on_phone=item.on_phone,
            counts=item.counts,
            below=urls,
        )


def shell(request: HttpRequest) -> dict[str, Shell]:
    """Give templates `shell` (a context processor)."""
    return {"shell": Shell(request)}


def _register_of(tenant: Tenant) -> str:
    return reverse("documents:register", args=[tenant.slug])
