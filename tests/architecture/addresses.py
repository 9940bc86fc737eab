"""Every address of the product, with something of a tenant's to ask it for."""

import datetime as dt
import re
from typing import Final, NamedTuple

from approvals.actions.acknowledgements import acknowledge
from approvals.actions.messages import write
from approvals.actions.rounds import submit
from documents.actions.comments import comment_on
from documents.actions.views import save_view
from tenants.actions.invitations import offer_reset
from tenants.actions.reorganisations import plan_reorganisation
from tenants.checks import views
from tenants.models import Appointment, Group, RoleProposal
from tenants.scope import tenant_scope
from tests.approvals.conftest import make_office
from tests.approvals.packaging import make as make_package
from tests.approvals.packaging import submitted
from tests.architecture.things.approvals import (
    make_added,
    make_delegation,
    make_exemption,
    make_review,
    make_sheet,
)
from tests.architecture.things.documents import (
    attach,
    hand_a_copy_out,
    make_arriving,
    make_external,
    make_link,
    make_reserved,
    make_rule,
    show_a_picture,
)
from tests.architecture.things.oversight import (
    make_circulation,
    make_exclusion,
    make_finding,
    make_follow_up,
    make_import,
    make_objective,
    make_register,
    make_reviewed,
    make_round,
)
from tests.architecture.things.tenants import make_robot, make_upload, proposed
from tests.certificates import plan, register, report
from tests.library import put_in_force
from tests.world import Cast

NAMED: Final = re.compile(r"<(?:\w+:)?(\w+)>")

# What an address may ask for: the name in the route → how it is spelt for a revision.
# An address with a name that is not here fails the tests: say here what the name stands for.
MISSING: Final = {
    "number": "NONE-9-99",
    "n": "1",
    "copy_no": "999",
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
    "finding": "019a0000-0000-7000-8000-000000000000",
    "deed": "nothing",
    "happening": "nothing",
    "act": "nothing",
    "outcome": "nothing",
    "objection": "019a0000-0000-7000-8000-000000000000",
    "clause": "99.9",
    "link": "019a0000-0000-7000-8000-000000000000",
    "exclusion": "019a0000-0000-7000-8000-000000000000",
    "management_review": "019a0000-0000-7000-8000-000000000000",
    "decision": "019a0000-0000-7000-8000-000000000000",
    "objective": "019a0000-0000-7000-8000-000000000000",
    "result": "019a0000-0000-7000-8000-000000000000",
    "circulation": "019a0000-0000-7000-8000-000000000000",
    "signing": "019a0000-0000-7000-8000-000000000000",
    "entry": "99",
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
    finding: str
    link: str
    exclusion: str
    management_review: str
    decision: str
    objective: str
    result: str
    circulation: str
    signing: str
    entry: str = "1"
    happening: str = "suspend"
    act: str = "hold"
    outcome: str = "done"
    deed: str = "answer"
    channel: str = "webhook"
    indicator: str = "reviews_overdue"
    new: str = "1"
    document_type: str = "QP"
    type_code: str = "QP"
    folder_code: str = "SYSTEM"
    form_no: str = "QR-01"
    clause: str = "8.3"
    copy_no: str = "1"


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
        hand_a_copy_out(in_force, cast)
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
            "finding": str(make_finding(office, cast, in_force).pk),
            "link": str(make_link(in_force, cast).pk),
            "exclusion": str(make_exclusion(cast).pk),
            **make_reviewed(cast, A_DAY),
            **make_objective(cast, A_DAY),
            **make_circulation(office, cast),
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


def routes() -> list[str]:
    return [route for route, _ in views()]


def names_in(route: str) -> set[str]:
    return set(NAMED.findall(route))


def address(route: str, code: str, place: Place | None = None) -> str:
    """Spell the route for a thing; without one, for something that is not there."""
    values = MISSING | {"code": code} | (place._asdict() if place else {})
    return "/" + NAMED.sub(lambda match: values[match[1]], route)
