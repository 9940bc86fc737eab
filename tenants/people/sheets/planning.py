"""Match the rows of a sheet with the people who are here, and say what would change."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from tenants.errors import Refused
from tenants.files.sheet_reading import Line
from tenants.models import Appointment, Member, Post, Unit
from tenants.people.auditing import check_audit_ends
from tenants.people.labels import FACTS
from tenants.people.roles import FOUR_EYES, Role
from tenants.people.sheets.parsing import Parser, Row

PLAIN: Final = ("name", "staff_number", "mobile", "valid_from", "valid_until")
EVERY: Final = 500  # rows between two notes of how far it is
GIVEN: Final = (Role.READER, Role.AUTHOR, Role.CONTROLLER, Role.AUDITOR)
KEPT: Final = set(Role.values).difference(GIVEN)  # a sheet neither gives nor takes them


@dataclass
class Change:
    """What a row would do to one person; `before` and `after` are by fact."""

    row: Row
    member: Member
    is_new: bool
    email: str = ""
    changes: dict[str, list[Any]] = field(default_factory=dict)
    appointments: list[Appointment] = field(default_factory=list)

    def is_needed(self) -> bool:
        return self.is_new or bool(self.changes) or bool(self.appointments)

    def words(self) -> str:
        """Return what would change, for people."""
        names = [str(FACTS.get(name, name)) for name in self.changes]
        return _("new") if self.is_new else "、".join(names)


@dataclass
class Plan:
    """What a sheet would do."""

    changes: list[Change]
    faults: list[tuple[str, str]]

    def counts(self) -> dict[str, int]:
        added = sum(change.is_new for change in self.changes)
        needed = sum(change.is_needed() for change in self.changes)
        return {
            "added": added,
            "changed": needed - added,
            "unchanged": len(self.changes) - needed,
        }


class Matching:
    """The people who are here, and those of the sheet so far, found by number and address."""

    def __init__(self, parser: Parser) -> None:
        self.parser = parser
        self.by_number: dict[str, Member] = {}
        self.by_email: dict[str, Member] = {}
        self.seen: dict[tuple[str, str], str] = {}
        for member in Member.objects.select_related("user"):
            self.by_number[member.staff_number] = member
            self.by_email[member.user.email or ""] = member
        self.by_number.pop("", None)
        self.by_email.pop("", None)
        self.today = timezone.localdate()
        held = Appointment.objects.lasting(self.today - dt.timedelta(days=1))
        self.held: set[tuple[UUID, UUID, UUID]] = set(
            held.values_list("member_id", "unit_id", "post_id")
        )

    def change(self, row: Row) -> Change | None:
        """Return what the row would do; None when it is at fault."""
        before = len(self.parser.faults)
        self._check_once(row)
        member = self._find(row)
        is_new = member is None
        found = member or Member(roles=[], valid_from=row.facts.get("valid_from") or self.today)
        self._check(row, found, is_new=is_new)
        if len(self.parser.faults) > before:
            return None
        change = Change(row, found, is_new, email=self._email(row, found, is_new=is_new))
        self._compare(change)
        return change

    def _check_once(self, row: Row) -> None:
        """Refuse two rows for one person."""
        for fact in ("staff_number", "email"):
            text = row.facts.get(fact)
            if not text:
                continue
            first = self.seen.setdefault((fact, text), str(row.line.number))
            if first != str(row.line.number):
                self.parser.fault(row, fact, _("Row %(row)s says the same.") % {"row": first})

    def _find(self, row: Row) -> Member | None:
        number, email = row.facts.get("staff_number", ""), row.facts.get("email", "")
        here, there = self.by_number.get(number), self.by_email.get(email)
        if here is not None and there is not None and here != there:
            sentence = _("This e-mail is that of %(name)s.") % {"name": there.name}
            self.parser.fault(row, "email", sentence)
        if here is None and there is not None and number and there.staff_number:
            facts = {"name": there.name, "number": there.staff_number}
            sentence = _("%(name)s has this e-mail and the staff number %(number)s.") % facts
            self.parser.fault(row, "staff_number", sentence)
        return here or there

    def _check(self, row: Row, member: Member, *, is_new: bool) -> None:
        fault = self.parser.fault
        if is_new and not row.facts.get("name"):
            fault(row, "name", _("A name is missing."))
        if not row.facts.get("staff_number") and not row.facts.get("email"):
            fault(row, "staff_number", _("Give a staff number or an e-mail."))
        first = row.facts.get("valid_from", member.valid_from)
        last = row.facts.get("valid_until", member.valid_until)
        if last is not None and last < first:
            fault(row, "valid_until", _("The last day is before the first."))
        if not is_new and last != member.valid_until:
            self._check_is_no_leave(row, member, last)
        self._check_auditor(
            row, Member(roles=row.roles or member.roles, valid_from=first, valid_until=last)
        )
        self._check_administrator(row, member)

    def _check_auditor(self, row: Row, later: Member) -> None:
        try:
            check_audit_ends(later)
        except Refused as refused:
            self.parser.fault(row, "valid_until", refused.messages[0])

    def _check_is_no_leave(self, row: Row, member: Member, last: dt.date | None) -> None:
        """Leave going and coming back to the acts they are."""
        if last is not None and last < self.today:
            words = _("This day is past. Hand over what the person holds, and let them leave.")
            self.parser.fault(row, "valid_until", words)
        if member.valid_until is not None and member.valid_until < self.today:
            words = _("%(name)s has left: let them come back first.") % {"name": member.name}
            self.parser.fault(row, "valid_until", words)

    def _check_administrator(self, row: Row, member: Member) -> None:
        """Leave to its page what decides who runs the zone."""
        fault, facts = self.parser.fault, row.facts
        if not KEPT.intersection(row.roles).issubset(member.roles):
            fault(row, "roles", _("Administrators are appointed on the page of the person."))
        takes_role = row.roles and Role.CONTROLLER not in row.roles
        if Role.CONTROLLER in member.roles and takes_role:
            fault(row, "roles", _("Document controllers are changed on their own page."))
        if FOUR_EYES.isdisjoint(member.roles):
            return
        if facts.get("valid_until", member.valid_until) != member.valid_until:
            fault(row, "valid_until", _("Administrators are changed on their own page."))
        if facts.get("email", member.user.email) != member.user.email:
            fault(row, "email", _("Administrators are changed on their own page."))

    def _email(self, row: Row, member: Member, *, is_new: bool) -> str:
        there = "" if is_new else member.user.email or ""
        return str(row.facts.get("email") or there)

    def _compare(self, change: Change) -> None:
        facts, member = change.row.facts, change.member
        for name in PLAIN:
            before = None if change.is_new else getattr(member, name)
            if name in facts and facts[name] != before:
                change.changes[name] = [before, facts[name]]
                setattr(member, name, facts[name])
        old = "" if change.is_new else member.user.email or ""
        if change.email != old:
            change.changes["email"] = [old or None, change.email]
        self._compare_roles(change)
        self._compare_places(change)

    def _compare_roles(self, change: Change) -> None:
        member = change.member
        given = change.row.roles or ([Role.READER.value] if change.is_new else [])
        wanted = sorted({*given, *KEPT.intersection(member.roles)})
        if given and wanted != sorted(member.roles):
            change.changes["roles"] = [sorted(member.roles), wanted]
            member.roles = wanted

    def _compare_places(self, change: Change) -> None:
        missing = [
            (unit, post)
            for unit, post in change.row.places
            if (change.member.pk, unit.pk, post.pk) not in self.held
        ]
        first = change.member.valid_from if change.is_new else self.today
        change.appointments = [
            Appointment(member=change.member, unit=unit, post=post, valid_from=first)
            for unit, post in missing
        ]
        if missing:
            change.changes["posts"] = [None, [_place(unit, post) for unit, post in missing]]


def _place(unit: Unit, post: Post) -> str:
    return f"{unit.name} {post.name}"


def make_plan(
    matching: Matching, lines: list[Line], *, note: Callable[[int], None] | None = None
) -> Plan:
    """Say what the rows would do, without a query; `note` is told how far it is."""
    changes = []
    for count, line in enumerate(lines, start=1):
        change = matching.change(matching.parser.read(line))
        if change is not None:
            changes.append(change)
        if note and count % EVERY == 0:
            note(count)
    return Plan(changes, matching.parser.faults)
