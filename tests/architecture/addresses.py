"""Every address of the product, with something of a tenant's to ask it for."""

import datetime as dt
import re
from io import BytesIO
from typing import Final, NamedTuple

from django.utils import timezone

from approvals.actions.acknowledgements import acknowledge
from approvals.actions.messages import write
from approvals.actions.reviews import Said, give_verdict
from approvals.actions.rounds import submit
from approvals.actions.steps import add_signer
from approvals.models import Review, SignedSheet, Step, Verdict
from approvals.rounds.proofs import Password
from documents import files
from documents.actions.comments import comment_on
from documents.actions.pictures import add_picture
from documents.actions.uploads import begin_upload
from documents.actions.views import save_view
from documents.models import (
    Clause,
    ClauseLink,
    CurrencyCheck,
    DocumentType,
    ExternalSource,
    ReservedRange,
    ReviewTask,
    Revision,
    Upload,
)
from oversight.actions.importing import start_import
from oversight.actions.registers import Defaults, upload_register
from oversight.importing import sample
from oversight.importing.registers.handing_out import template_sheet
from oversight.models import (
    ClauseExclusion,
    Examination,
    FollowUp,
    FollowUpEntry,
    ImportRun,
    RegisterImport,
)
from tenants.actions.invitations import offer_reset
from tenants.actions.outlets import add_outlet
from tenants.actions.people_imports import upload_people
from tenants.actions.reorganisations import plan_reorganisation
from tenants.checks import views
from tenants.models import Appointment, Group, Member, Outlet, PeopleImport, RoleProposal
from tenants.people import listing
from tenants.people.roles import Role
from tenants.people.sheets.handing_out import people_sheet
from tenants.scope import new_id, tenant_scope
from tests.approvals.conftest import Office, make_office
from tests.approvals.packaging import make as make_package
from tests.approvals.packaging import submitted
from tests.architecture.readers import make_delegation, make_exemption, make_rule
from tests.certificates import plan, register, report
from tests.library import TEXT, make_document, make_draft, make_type, picture_bytes, put_in_force
from tests.world import PASSWORD, Cast

NAMED: Final = re.compile(r"<(?:\w+:)?(\w+)>")

# What an address may ask for: the name in the route → how it is spelt for a revision.
# An address with a name that is not here fails the tests: say here what the name stands for.
MISSING: Final = {
    "number": "NONE-9-99",
    "n": "1",
    "step": "check",
    "run_id": "00000000-0000-7000-8000-000000000000",
    "register_id": "00000000-0000-7000-8000-000000000000",
    "kind": "body",
    "form_no": "NONE-QR-1",
    "listing": "controlled",
    "size": "desk",
    "page": "1",
    "form": "csv",
    "type_code": "NONE",
    "folder_code": "NONE",
    "range_id": "019a0000-0000-7000-8000-000000000000",
    "uidb64": "MDA",
    "token": "none",
    "word": "none",
    "document_type": "NONE",
    "change": "major",
    "comment": "019a0000-0000-7000-8000-000000000000",
    "signed_sheet": "019a0000-0000-7000-8000-000000000000",
    "message": "019a0000-0000-7000-8000-000000000000",
    "delegation": "019a0000-0000-7000-8000-000000000000",
    "step_id": "019a0000-0000-7000-8000-000000000000",
    "unit": "NONE",
    "post": "NONE",
    "plan": "00000000-0000-7000-8000-000000000000",
    "group": "00000000-0000-7000-8000-000000000000",
    "appointment": "00000000-0000-7000-8000-000000000000",
    "member": "00000000-0000-0000-0000-000000000000",
    "proposal": "00000000-0000-7000-8000-000000000000",
    "sheet": "00000000-0000-0000-0000-000000000000",
    "upload": "00000000-0000-0000-0000-000000000000",
    "arriving": "00000000-0000-7000-8000-000000000000",
    "zone": "nosuch",
    "invitation": "00000000-0000-0000-0000-000000000000",
    "sha256": "0" * 64,
    "new": "1",
    "factor": "019a0000-0000-7000-8000-000000000000",
    "package": "999",
    "view": "019a0000-0000-7000-8000-000000000000",
    "added": "019a0000-0000-7000-8000-000000000000",
    "review": "019a0000-0000-7000-8000-000000000000",
    "outlet": "019a0000-0000-7000-8000-000000000000",
    "channel": "pigeon",
    "rule": "019a0000-0000-7000-8000-000000000000",
    "exemption": "019a0000-0000-7000-8000-000000000000",
    "examination": "019a0000-0000-7000-8000-000000000000",
    "follow_up": "019a0000-0000-7000-8000-000000000000",
    "indicator": "nosuch",
    "certificate": "019a0000-0000-7000-8000-000000000000",
    "audit": "019a0000-0000-7000-8000-000000000000",
    "happening": "nothing",
    "act": "nothing",
    "objection": "019a0000-0000-7000-8000-000000000000",
    "clause": "99.9",
    "link": "019a0000-0000-7000-8000-000000000000",
    "exclusion": "019a0000-0000-7000-8000-000000000000",
}

A_DAY: Final = dt.date(2025, 3, 3)
NO_OBJECTS: Final = {
    "code",
    "step",
    "listing",
    "channel",
    "examination",
    "indicator",
    "objection",
    "clause",
}  # a tenant, pages, rounds of the city, clauses of a standard: nothing that a tenant has


class Place(NamedTuple):
    """Where a revision is, and what else of its tenant an address may name."""

    number: str
    n: str
    run_id: str
    register_id: str
    delegation: str
    step_id: str
    unit: str
    post: str
    plan: str
    group: str
    appointment: str
    member: str
    sheet: str
    upload: str
    arriving: str
    range_id: str
    proposal: str
    comment: str
    message: str
    signed_sheet: str
    view: str
    review: str
    rule: str
    exemption: str
    follow_up: str
    added: str
    sha256: str
    package: str
    examination: str
    outlet: str
    certificate: str
    audit: str
    link: str
    exclusion: str
    happening: str = "suspend"
    act: str = "hold"
    channel: str = "webhook"
    indicator: str = "reviews_overdue"
    new: str = "1"
    document_type: str = "QP"
    type_code: str = "QP"
    folder_code: str = "SYSTEM"
    form_no: str = "QR-01"
    clause: str = "8.3"


class Shelf(NamedTuple):
    """A tenant's things, one of each kind and state that an address may be for."""

    in_force: Place
    draft: Place
    in_review: Place
    external: Place


def make_shelf(cast: Cast) -> Shelf:
    with tenant_scope(cast.tenant.pk):
        office = make_office(cast)
        in_force, draft, in_review = (office.draft() for _ in range(3))
        for revision in (in_force, draft, in_review):
            attach(revision)
        pictures = {show_a_picture(revision, cast) for revision in (in_force, draft, in_review)}
        put_in_force(in_force)
        external = make_external(office, cast)
        round = submit(in_review, by=cast.ada)
        step = round.steps.get(member=cast.ravi)
        acknowledge(in_force, by=cast.ravi)
        named = {
            "run_id": str(make_import(office, cast).pk),
            "register_id": str(make_register(cast).pk),
            "comment": str(comment_on(draft, by=cast.ada, body="Say who.").pk),
            "message": str(write(round, by=cast.ravi, body="Why?", to=cast.ada).pk),
            "signed_sheet": str(make_sheet(in_force, cast).pk),
            "delegation": str(make_delegation(office, cast).pk),
            "step_id": str(step.pk),
            "added": str(make_added(step, office).pk),
            "member": str(cast.ruth.pk),
            "upload": str(make_upload(cast).pk),
            "arriving": str(make_arriving(cast).pk),
            "sheet": str(offer_reset(cast.ruth, by=cast.tom).sheet),
            "proposal": str(RoleProposal.objects.create(**proposed(cast)).pk),
            "sha256": pictures.pop(),
            "unit": office.office.code,
            "post": office.head.code,
            "plan": str(plan_reorganisation(name="Merger", by=cast.tom).pk),
            "group": str(Group.objects.create(name="Panel").pk),
            "view": str(save_view("Mine", "view=mine", by=cast.cora).pk),
            "range_id": str(make_reserved(office).pk),
            "rule": str(make_rule(cast).pk),
            "exemption": str(make_exemption(cast).pk),
            "follow_up": str(make_follow_up(cast).pk),
            "review": str(make_review(in_force, cast).pk),
            "outlet": str(make_robot(cast).pk),
            "certificate": str(register(cast.cora, office.office, A_DAY, with_scan=True).pk),
            "link": str(make_link(in_force, cast).pk),
            "exclusion": str(make_exclusion(cast).pk),
            "appointment": str(Appointment.objects.get(member=cast.ravi).pk),
        }
        revisions = (in_force, draft, in_review, external)
        numbers = {each: str(make_package(office, count=2).number) for each in (draft, in_force)}
        numbers |= {in_review: str(submitted(office, count=2).number), external: "1"}
        rounds = {each: str(make_round(opened=each is not draft).pk) for each in revisions}
        audits = dict.fromkeys(revisions, str(report(cast.cora, A_DAY).pk))
        audits[draft] = str(plan(cast.cora, A_DAY).pk)
        places = (
            Place(
                r.document.number,
                str(r.n),
                package=numbers[r],
                examination=rounds[r],
                audit=audits[r],
                **named,
            )
            for r in revisions
        )
        return Shelf(*places)


def make_round(*, opened: bool) -> Examination:
    """Prepare a round of examination; open it for everybody."""
    now = timezone.now()
    facts = {"state": "open", "opened_at": now} if opened else {}
    due_at = now + dt.timedelta(days=30)
    return Examination.objects.create(name="H1", year=2026, half=1, due_at=due_at, **facts)


def make_link(revision: Revision, cast: Cast) -> ClauseLink:
    """Say that the document in force is for a clause."""
    clause = Clause.objects.get(edition__state="current", number="8.3")
    return ClauseLink.objects.create(document=revision.document, clause=clause, made_by=cast.cora)


def make_exclusion(cast: Cast) -> ClauseExclusion:
    """Ask to find a clause not applicable."""
    clause = Clause.objects.get(edition__state="current", number="8.5.5")
    facts = {"reason": "None", "asked_by": cast.cora, "asked_on": cast.tenant.today()}
    return ClauseExclusion.objects.create(clause=clause, **facts)


def make_sheet(revision: Revision, cast: Cast) -> SignedSheet:
    """Keep a signed sheet of the revision in force."""
    file = files.store(picture_bytes(), "image/png")
    facts = {"name": "sheet.png", "signed_on": timezone.localdate(), "by": cast.cora}
    return SignedSheet.objects.create(revision=revision, file=file, **facts)


def attach(revision: Revision) -> None:
    """Attach a form to a draft."""
    file = files.store(b"Name:", "text/plain")
    revision.attachments.create(number="QR-01", title="Receipt", file=file, name="receipt.txt")


def make_external(office: Office, cast: Cast) -> Revision:
    """Put an external document in force whose last check asks for a review of itself."""
    kind = make_type(office.folder, "ED", DocumentType.Level.EXTERNAL)
    document = make_document(office, cast.ada, "A standard")
    document.document_type = kind
    document.save(update_fields=["document_type"])
    revision = make_draft(document, cast.ada)
    put_in_force(revision)
    ExternalSource.objects.create(document=document, issuer="SAC", number="GB/T 1")
    today = cast.tenant.today()
    looked = {"on": today, "looked_at": "Portal", "result": "superseded", "next_due": today}
    check = CurrencyCheck.objects.create(document=document, by=cast.ada, **looked)
    ReviewTask.objects.create(document=document, because=check, due_on=today)
    return revision


def make_added(step: Step, office: Office) -> Step:
    """Ask a leader to countersign, once the step is signed."""
    after = Step.Place.AFTER
    return add_signer(step, office.leo, by=step.member, place=after, why="Costs")


def make_review(revision: Revision, cast: Cast) -> Review:
    """Say that what is in force stays as it is."""
    said = Said(Verdict.KEEP, "Nothing has changed.")
    return give_verdict(revision.document, said, by=cast.ada, proof=Password(PASSWORD))


def make_follow_up(cast: Cast) -> FollowUp:
    """Let the tenant have been asked about its overdue reviews."""
    follow_up = FollowUp.objects.create(
        tenant=cast.tenant,
        number=1,
        indicator="reviews_overdue",
        due_on=cast.tenant.today(),
        key=new_id(),
    )
    said = {"kind": "issued", "words": "Why so late?", "by": new_id()}
    FollowUpEntry.objects.create(follow_up=follow_up, n=1, **said)
    return follow_up


def make_robot(cast: Cast) -> Outlet:
    """Set up the robot of a group."""
    made, _secret = add_outlet("wecom_robot", {"name": "Office"}, {"secret": "key"}, by=cast.cora)
    return made


def make_arriving(cast: Cast) -> Upload:
    """Begin to send a file."""
    return begin_upload(by=cast.ada, place="/", name="a.docx", size=1)


def show_a_picture(revision: Revision, cast: Cast) -> str:
    """Let the text show a picture; return its hash."""
    picture = add_picture(revision, picture_bytes(), "chart.png", by=cast.ada)
    Revision.objects.filter(pk=revision.pk).update(markdown=f"{TEXT}\n![](chart.png)\n")
    revision.refresh_from_db(fields=["markdown"])
    return str(picture.file.sha256)


def make_upload(cast: Cast) -> PeopleImport:
    """Upload the people who are there."""
    people = listing.with_posts(Member.objects.order_by("name"))
    return upload_people(people_sheet(people), "people.xlsx", by=cast.tom)


def make_reserved(office: Office) -> ReservedRange:
    """Keep a number of procedures back."""
    return ReservedRange.objects.create(
        document_type=office.procedure, scope="QP-{seq}", first=900, last=900, reason="Merger"
    )


def proposed(cast: Cast) -> dict[str, object]:
    return {"member": cast.ada, "role": Role.TENANT_ADMIN, "proposed_by": cast.tom}


def make_import(office: Office, cast: Cast) -> ImportRun:
    """Upload an archive that nobody has looked into yet."""
    return start_import(
        BytesIO(sample.archive()),
        "sample.zip",
        document_type=office.procedure,
        unit=office.office,
        owner=cast.ada,
        by=cast.cora,
    )


def make_register(cast: Cast) -> RegisterImport:
    """Upload a register that nobody has looked at yet."""
    return upload_register(template_sheet(), "list.xlsx", Defaults(cast.ada), by=cast.cora)


def routes() -> list[str]:
    return [route for route, _ in views()]


def names_in(route: str) -> set[str]:
    return set(NAMED.findall(route))


def address(route: str, code: str, place: Place | None = None) -> str:
    """Spell the route for a thing; without one, for something that is not there."""
    values = MISSING | {"code": code} | (place._asdict() if place else {})
    return "/" + NAMED.sub(lambda match: values[match[1]], route)
