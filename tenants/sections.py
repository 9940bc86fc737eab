"""Pages of the settings: each app registers those of what it keeps, in `AppConfig.ready`."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Section:
    """A page of the settings as data; `events` are the acts that change what it shows."""

    name: str
    label: str | Promise
    about: str | Promise
    icon: str
    view: str  # names a URL that takes the tenant's code
    ability: str
    events: tuple[str, ...]


_sections: list[Section] = []


def register(*sections: Section) -> None:
    """Put sections into the settings, in this order."""
    _sections.extend(sections)


def sections() -> tuple[Section, ...]:
    """Return every section there is."""
    return tuple(_sections)


SECTIONS = (
    Section(
        "organisation",
        _("Organisation"),
        _("Names, letterhead, time zone and language."),
        icon="building-2",
        view="tenants:organisation",
        ability="settings.organisation",
        events=("organisation.changed",),
    ),
    Section(
        "calendar",
        _("Calendar"),
        _("Holidays, make-up working days and days of our own."),
        icon="calendar-days",
        view="tenants:calendar",
        ability="settings.organisation",
        events=("local_day.added", "local_day.removed"),
    ),
    Section(
        "sign_in",
        _("Sign-in"),
        _("The organisation's own identity provider, and lost second factors."),
        icon="key-round",
        view="tenants:sign_in_settings",
        ability="settings.sign_in",
        events=("provider.changed", "sign_in.changed", "factor.reset"),
    ),
    Section(
        "reminders",
        _("Acknowledgement and reminders"),
        _("Days to acknowledge, what readers state, when people are reminded."),
        icon="bell",
        view="tenants:reminders",
        ability="settings.documents",
        events=("reminders.changed",),
    ),
    Section(
        "channels",
        _("Channels"),
        _("Mail that comes back, group robots, apps and webhooks; by which ways notices come."),
        icon="send",
        view="tenants:channels",
        ability="settings.documents",
        events=("outlet.added", "outlet.changed", "outlet.removed", "outlet.secret_renewed"),
    ),
)
