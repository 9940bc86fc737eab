"""Each rule of readiness passes, names exactly what blocks it, or says why it does not apply."""

import datetime as dt
from typing import Final

import pytest

from documents.actions.external import describe_source, record_check
from documents.ending import end
from documents.models import Clause, Document, Readership
from documents.models.standard import StandardEditionQuerySet
from oversight.actions.certificates import Happening, record_happening
from oversight.actions.declarations import declare
from oversight.certification.applying import DECLARED
from oversight.models import CertificateEvent, ClauseExclusion
from oversight.readiness.rule import NotApplicable
from tenants.models import Post
from tests.approvals.conftest import Office
from tests.certificates import hold, register
from tests.library import appoint, make_document, make_effective, make_type, name_clauses
from tests.oversight.readiness import N_A, ask, said
from tests.reviews import hold_one
from tests.world import Cast

DAY: Final = dt.timedelta(days=1)
ALL_CLAUSES: Final = (
    "4.1, 4.2, 4.3, 4.4, 5.1, 5.2, 5.3, 6.1, 6.2, 6.3, 7.1, 7.2, 7.3, 7.4, 7.5,"
    " 8.1, 8.2, 8.3, 8.4, 8.5, 8.6, 8.7, 9.1, 9.2, 9.3, 10.1, 10.2, 10.3"
)


def test_requirements(acme: Cast, office: Office) -> None:
    document = make_effective(office, acme.ada)
    gaps = said("requirements", acme.cora)
    assert len(gaps) == 29
    assert gaps[0][1] == "Gap"
    name_clauses(ALL_CLAUSES, document)
    assert said("requirements", acme.cora) == []
    readership = Readership.objects.filter(revision=document.in_force)
    readership.update(required=20, done=18)
    acme.tenant.acknowledged_enough = 50  # of its own matrix; the figure is the same for all
    ailing = said("requirements", acme.cora)
    assert (len(ailing), {why for _what, why in ailing}) == (29, {"not acknowledged enough"})
    readership.update(done=19)
    assert said("requirements", acme.cora) == []
    name_clauses(ALL_CLAUSES.replace(" 8.3,", ""), document)
    design = said("requirements", acme.cora)
    assert len(design) == 5
    assert all(what.startswith("8.3") for what, _why in design)
    ClauseExclusion.objects.create(
        clause=Clause.objects.get(edition__state="current", number="8.3"),
        reason="No design",
        asked_by=acme.cora,
        asked_on=acme.tenant.today(),
        state="approved",
    )
    assert said("requirements", acme.cora) == []


def test_requirements_do_not_apply_without_an_edition(
    acme: Cast, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(StandardEditionQuerySet, "current", lambda _self: None)
    assert said("requirements", acme.cora) == N_A


def test_in_force(acme: Cast, office: Office) -> None:
    assert said("in_force", acme.cora) == [
        ("Register", "No manual and no procedure is registered.")
    ]
    held = make_effective(office, acme.ada)
    assert said("in_force", acme.cora) == []
    draft = make_document(office, acme.ada, "Draft")
    withdrawn, retired = (make_effective(office, acme.ada, title) for title in ("Out", "Gone"))
    end(Document.objects.locked().get(pk=withdrawn.pk), Document.State.WITHDRAWN)
    end(Document.objects.locked().get(pk=retired.pk), Document.State.RETIRED)
    assert said("in_force", acme.cora) == [
        (str(draft), "not in force yet"),
        (str(withdrawn), "withdrawn"),
    ]
    Document.objects.exclude(pk=held.pk).update(document_type=office.instruction)
    assert said("in_force", acme.cora) == []  # of levels 1 and 2 only


def test_in_date(acme: Cast, office: Office) -> None:
    assert said("in_date", acme.cora) == N_A
    make_document(office, acme.ada, "Draft")
    assert said("in_date", acme.cora) == N_A
    today = acme.tenant.today()
    reviewed, valid = (make_effective(office, acme.ada, title) for title in ("One", "Two"))
    for facts, expected in (
        ({"review_due": today, "valid_until": today}, []),
        (
            {"review_due": today - DAY, "valid_until": None},
            [(str(d), f"review due on {today - DAY}") for d in (reviewed, valid)],
        ),
        (
            {"review_due": None, "valid_until": today - DAY},
            [(str(d), f"valid until {today - DAY}") for d in (reviewed, valid)],
        ),
    ):
        Document.objects.update(**facts)
        assert said("in_date", acme.cora) == expected, facts


def test_acknowledged(acme: Cast, office: Office) -> None:
    assert said("acknowledged", acme.cora) == N_A
    document = make_effective(office, acme.ada)
    readership = Readership.objects.filter(revision=document.in_force)
    for required, done, expected in (
        (0, 0, []),
        (20, 19, []),
        (20, 18, [(str(document), "acknowledged by 18 of 20")]),
        (1, 0, [(str(document), "acknowledged by 0 of 1")]),
    ):
        readership.update(required=required, done=done)
        assert said("acknowledged", acme.cora) == expected, (required, done)


def test_externals_checked(acme: Cast, office: Office) -> None:
    make_effective(office, acme.ada)
    assert said("externals_checked", acme.cora) == N_A
    today = acme.tenant.today()
    external = make_effective(office, acme.ada, "GB 1")
    external.document_type = make_type(office.folder, "ED", 5)
    external.save()
    assert said("externals_checked", acme.cora) == [
        (str(external), "its currency was never checked")
    ]
    describe_source(external, {"issuer": "SAC", "number": "GB 1"}, by=acme.cora, seen="")
    for result, day, expected in (
        ("current", today, []),
        ("current", today + 400 * DAY, ["check due on"]),
        ("superseded", today, ["Superseded by another edition"]),
        ("withdrawn", today, ["Withdrawn by its issuer"]),
        ("current", today, []),
    ):
        record_check(external, by=acme.cora, on=today, looked_at="std.gov", result=result)
        found = said("externals_checked", acme.cora, day)
        assert [what for what, _why in found] == [str(external)] * len(expected)
        assert all(why.startswith(word) for (_w, why), word in zip(found, expected, strict=True))


def test_posts_filled(acme: Cast, office: Office) -> None:
    posts = {
        code: Post.objects.create(code=code, name_zh=code, name_en=code)
        for code in ("LEADER", "MR", "CONTROLLER", "AUDITOR")
    }
    assert said("posts_filled", acme.cora) == [
        ("Leader of the organ or zone", "0 of 1 person holds the post (LEADER)"),
        ("Management representative", "0 of 1 person holds the post (MR)"),
        ("Document controller", "0 of 1 person holds the post (CONTROLLER)"),
        ("Internal auditor", "0 of 2 people hold the post (AUDITOR)"),
    ]
    for member, code in ((acme.ravi, "LEADER"), (acme.ada, "MR"), (acme.cora, "CONTROLLER")):
        appoint(member, posts[code], office.office)
    appoint(acme.ravi, posts["AUDITOR"], office.office)
    appoint(acme.ravi, posts["AUDITOR"], office.service)  # one person, twice
    one = ("Internal auditor", "1 of 2 people hold the post (AUDITOR)")
    assert said("posts_filled", acme.cora) == [one]
    appoint(acme.ruth, posts["AUDITOR"], office.office)
    assert said("posts_filled", acme.cora) == []
    today = acme.tenant.today()
    acme.ruth.valid_until = today  # who leaves holds nothing
    acme.ruth.save()
    assert said("posts_filled", acme.cora) == []
    assert said("posts_filled", acme.cora, today + DAY) == [one]


def test_clock_kept(acme: Cast, office: Office) -> None:
    today = acme.tenant.today()
    assert said("clock_kept", acme.cora) == N_A
    certificate = register(acme.cora, office.office, today - 30 * DAY)
    assert said("clock_kept", acme.cora) == []
    [(what, why)] = said("clock_kept", acme.cora, today + 400 * DAY)  # no surveillance in a year
    assert (what, "suspend" in why) == (str(certificate), True)
    assert len(said("clock_kept", acme.cora, today + 1100 * DAY)) == 1  # it ended
    hold(acme.cora, today, kind="surveillance", certificate=certificate)
    assert said("clock_kept", acme.cora, today + 360 * DAY) == []
    happening = Happening(kind=CertificateEvent.Kind.SUSPENDED, on=today, until=today, why="Why")
    record_happening(certificate, happening, by=acme.cora)
    assert [what for what, _why in said("clock_kept", acme.cora)] == [str(certificate)]
    over = Happening(kind=CertificateEvent.Kind.WITHDRAWN, on=today, why="Why")
    record_happening(certificate, over, by=acme.cora)
    assert said("clock_kept", acme.cora) == N_A


def test_may_apply(acme: Cast, office: Office) -> None:
    today = acme.tenant.today()
    lacking = [what for what, _why in said("may_apply", acme.cora)]
    assert any("has run for at least 3 months" in what for what in lacking)
    make_effective(office, acme.ada)
    hold(acme.cora, today)
    hold_one(acme.cora, today)
    later = today + 93 * DAY
    for condition in DECLARED:
        declare(condition=condition, holds=condition != "licences", note="So", by=acme.cora)
    run, licences = said("may_apply", acme.cora)
    assert run[1].startswith("The first document came into force on")
    assert licences[1].endswith("So")
    declare(condition="licences", holds=True, note="So", by=acme.cora)
    assert said("may_apply", acme.cora) == [run]
    left = said("may_apply", acme.cora, later)
    assert len(left) == len(DECLARED)  # declared too long ago, all of them
    register(acme.cora, office.office, today - DAY)
    assert said("may_apply", acme.cora) == N_A


def test_what_blocks_has_a_page(acme: Cast, office: Office) -> None:
    document = make_document(office, acme.ada)
    answer = ask("in_force", acme.cora)
    assert not isinstance(answer, NotApplicable)
    [blocker] = answer
    assert (blocker.view, blocker.args) == ("documents:document", (document.number,))
    assert blocker.document == document.pk
