"""Tell of the certificates and audits of a tenant: each act on its day."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterable
from functools import partial

from PIL import Image, ImageDraw

from config.demo.audit_stories import AuditStory
from config.demo.auditing import Auditing
from config.demo.past import Story
from config.demo.stories import CertificateStory, HappeningStory
from oversight.actions.audits import Team, close_audit, hold_audit, plan_audit, report_audit
from oversight.actions.certificates import Happening, record_happening, register_certificate
from oversight.models import Audit, Certificate, CertificateEvent
from tenants.models import Member, Unit

type Act = tuple[int, Callable[[], object]]

STANDARD = "ISO 9001:2015"
A4 = (620, 877)


class Certifying:
    """The certificates of one tenant, ready to be told."""

    def __init__(self, members: dict[str, Member], today: dt.date, origin: str) -> None:
        self.today, self.members = today, members
        self.auditing = Auditing(members, today, origin)
        self.by = next(m for m in members.values() if m.can("certificates.control"))

    def tell(self, story: CertificateStory) -> Story:
        """Tell a certificate from its registration to how it stands today."""
        acts: list[Act] = [(story.registered, lambda: self.register(story))]
        acts += [(each.on, partial(self.record, story, each)) for each in story.happenings]
        for each in story.audits:
            acts += self.acts_of(each, story.number)
        yield from in_order(acts)

    def audit(self, story: AuditStory) -> Story:
        """Tell an audit that belongs to no certificate."""
        yield from in_order(self.acts_of(story, ""))

    def register(self, story: CertificateStory) -> None:
        """Register it with a picture for a scan."""
        issued = self.day(story.issued)
        facts = {
            "standard": STANDARD,
            "number": story.number,
            "body": story.body,
            "accreditation": story.accreditation,
            "scope_zh": story.scope_zh,
            "scope_en": story.scope_en,
            "sites": story.sites,
            "issued_on": issued,
            "valid_until": issued + dt.timedelta(days=story.days),
            "owner": self.by,
            "unit": Unit.objects.get(code=story.unit),
        }
        renews = Certificate.objects.get(number=story.renews) if story.renews else None
        scan = (io.BytesIO(_picture()), f"{story.number}.png")
        register_certificate(facts, scan, by=self.by, renews=renews)

    def record(self, of: CertificateStory, story: HappeningStory) -> None:
        """Record what happened to it."""
        said = Happening(
            kind=CertificateEvent.Kind(story.kind),
            on=self.day(story.on),
            until=None if story.until is None else self.day(story.until),
            why=story.why,
            by_own_fault=story.own_fault,
        )
        record_happening(Certificate.objects.get(number=of.number), said, by=self.by)

    def acts_of(self, story: AuditStory, number: str) -> list[Act]:
        """Say what is done of an audit by today: planned, held, reported, closed."""
        made: list[Audit] = []

        def current() -> Audit:
            return Audit.objects.get(pk=made[0].pk)

        first, last = self.day(story.on), self.day(story.on + story.days - 1)
        report = io.BytesIO(f"# {story.subject}\n\n{story.lead}\n".encode())
        ended = max(story.planned, story.on + story.days)
        acts: list[Act] = [
            (story.planned, lambda: made.append(self.plan(story, number, first, last))),
            (ended, lambda: hold_audit(current(), on=last, by=self.by)),
            (
                ended + 7,
                lambda: report_audit(
                    current(), report, "审核报告.md", on=last + dt.timedelta(days=7), by=self.by
                ),
            ),
            (ended + story.closed, lambda: close_audit(current(), by=self.by)),
            *self.auditing.found(story, ended, current),
        ]
        return [act for act in acts if act[0] < 0]

    def plan(self, story: AuditStory, number: str, first: dt.date, last: dt.date) -> Audit:
        facts = {
            "kind": story.kind,
            "certificate": Certificate.objects.get(number=number) if number else None,
            "title": story.subject,
            "planned_from": first,
            "planned_until": last,
            "latest_on": None,
            "owner": self.by,
        }
        lead, *others = (self.person(name) for name in (story.lead, *story.team))
        audit = plan_audit(facts, Team(lead=lead, others=others), by=self.by)
        self.auditing.plan(audit, story, by=self.by)
        return audit

    def person(self, name: str) -> Member | str:
        """Return one of our people by their name, or the name of somebody from outside."""
        return next((m for m in self.members.values() if m.name == name), name)

    def day(self, offset: int) -> dt.date:
        return self.today + dt.timedelta(days=offset)


def in_order(acts: Iterable[Act]) -> Story:
    """Let acts happen by their days."""
    for day, act in sorted(acts, key=lambda pair: pair[0]):
        yield day
        act()


def _picture() -> bytes:
    """Draw a sheet with a frame: what a scanned certificate looks like from afar."""
    sheet, out = Image.new("RGB", A4, "#fdfaf2"), io.BytesIO()
    drawing = ImageDraw.Draw(sheet)
    for inset, colour in ((24, "#14589f"), (34, "#b08d3c")):
        drawing.rectangle((inset, inset, A4[0] - inset, A4[1] - inset), outline=colour, width=3)
    drawing.text((A4[0] // 2, 160), "CERTIFICATE", fill="#14589f", anchor="mm", font_size=44)
    drawing.text((A4[0] // 2, 230), STANDARD, fill="#17202e", anchor="mm", font_size=28)
    sheet.save(out, "PNG")
    return out.getvalue()
