"""Save, withdraw and copy routes: each save is a version, and nothing that runs moves."""

import json

import pytest
from django.utils import timezone

from approvals.actions.decisions import return_step
from approvals.actions.rounds import submit
from approvals.actions.routes import MOST_STAGES, copy_route, save_route, withdraw_route
from approvals.models import Meaning, Route, Stage
from approvals.models.route import Mode
from tenants.errors import Refused
from tenants.models import AuditEntry, Member
from tests.approvals.conftest import Office, states_of, step_of
from tests.world import Cast


def stage(*members: Member, meaning: str = "approved", **facts: object) -> Stage:
    named = {"name_zh": "批准", "name_en": "Approve"}
    return Stage(**named | {"meaning": meaning, "members": [m.pk for m in members]} | facts)


def last_facts(event: str) -> dict[str, object]:
    entry = AuditEntry.objects.filter(event=event).latest("sequence")
    facts: dict[str, object] = json.loads(bytes(entry.body))["facts"]
    return facts


def test_saving_makes_the_next_version_and_keeps_the_old(acme: Cast, office: Office) -> None:
    cell = (office.procedure, "major")
    route = save_route(cell, [stage(office.lena)], by=acme.cora, base=1)
    assert (route.number, route.is_current, route.made_by) == (2, True, acme.cora)
    assert [s.members for s in route.stages_in_order()] == [[office.lena.pk]]
    old = Route.objects.get(document_type=office.procedure, number=1)
    assert not old.is_current
    assert old.stages.count() == 2


def test_the_first_route_is_version_one(acme: Cast, office: Office) -> None:
    route = save_route((office.procedure, "minor"), [stage(office.lena)], by=acme.tom, base=0)
    assert (route.number, route.is_current) == (1, True)


def test_submissions_run_by_the_new_version_and_rounds_keep_theirs(
    acme: Cast, office: Office
) -> None:
    running = submit(office.draft(), by=acme.ada)
    save_route((office.procedure, "major"), [stage(office.lena)], by=acme.cora, base=1)
    new = submit(office.draft(), by=acme.ada)
    assert (running.route.number, new.route.number) == (1, 2)
    assert states_of(running) == {"Ravi": "open", "Lena": "waiting", "Leo": "waiting"}
    assert states_of(new) == {"Lena": "open"}


def test_a_returned_revision_runs_by_the_version_of_its_next_submission(
    acme: Cast, office: Office
) -> None:
    first = submit(office.draft(), by=acme.ada)
    save_route((office.procedure, "major"), [stage(office.lena)], by=acme.cora, base=1)
    return_step(step_of(first, acme.ravi), by=acme.ravi, comment="No")
    second = submit(first.revision, by=acme.ada)
    assert states_of(second) == {"Lena": "open"}
    assert states_of(first)["Ravi"] == "returned"


def test_it_is_recorded_before_and_after(acme: Cast, office: Office) -> None:
    new = stage(office.lena, due_days=7)
    save_route((office.procedure, "major"), [new], by=acme.cora, base=1)
    facts = last_facts("route.changed")
    [(before, after)] = facts["changes"].values()  # type: ignore[attr-defined]
    assert len(before) == 2
    assert "post HEAD owner_unit" in before[0]
    assert str(office.lena.pk) in after[0]
    assert "7 days" in after[0]
    assert facts["document_type"] == "QP"


def test_saving_what_is_there_makes_no_version(acme: Cast, office: Office) -> None:
    cell = (office.procedure, "minor")
    one = save_route(cell, [stage(office.lena, office.leo)], by=acme.cora, base=0)
    again = save_route(cell, [stage(office.leo, office.lena)], by=acme.tom, base=1)
    assert again == one
    assert AuditEntry.objects.filter(event="route.changed").count() == 1


def test_the_order_of_stages_is_a_change(acme: Cast, office: Office) -> None:
    cell, one, two = (office.procedure, "minor"), stage(office.lena), stage(office.leo)
    save_route(cell, [one, two], by=acme.cora, base=0)
    assert save_route(cell, [two, one], by=acme.cora, base=1).number == 2


def test_a_stale_save_is_refused_and_names_who_was_faster(acme: Cast, office: Office) -> None:
    cell = (office.procedure, "major")
    save_route(cell, [stage(office.lena)], by=acme.tom, base=1)
    with pytest.raises(Refused, match="changed by Tom"):
        save_route(cell, [stage(office.leo)], by=acme.cora, base=1)
    assert Route.objects.current().get(document_type=office.procedure).number == 2


def test_a_withdrawn_route_refuses_submissions_until_there_is_a_new_one(
    acme: Cast, office: Office
) -> None:
    cell = (office.procedure, "major")
    withdraw_route(cell, by=acme.cora, base=1)
    revision = office.draft()
    with pytest.raises(Refused, match="No approval route"):
        submit(revision, by=acme.ada)
    assert last_facts("route.withdrawn")["number"] == 2
    save_route(cell, [stage(office.lena)], by=acme.cora, base=2)
    assert states_of(submit(revision, by=acme.ada)) == {"Lena": "open"}


def test_what_is_not_there_is_not_withdrawn(acme: Cast, office: Office) -> None:
    with pytest.raises(Refused, match="no route"):
        withdraw_route((office.procedure, "minor"), by=acme.cora, base=0)


def test_copying_is_one_act_over_several_cells(acme: Cast, office: Office) -> None:
    source = Route.objects.get()
    to = [((office.procedure, "minor"), 0), ((office.instruction, "major"), 0)]
    made = copy_route(source, to, by=acme.cora)
    assert len(made) == 2
    wanted = [(s.name_en, s.meaning, s.post, s.members) for s in source.stages_in_order()]
    for route in made:
        assert [
            (s.name_en, s.meaning, s.post, s.members) for s in route.stages_in_order()
        ] == wanted
    assert last_facts("route.changed")["copied_from"] == "QP major 1"


def test_a_copy_that_meets_a_newer_version_writes_nothing(acme: Cast, office: Office) -> None:
    source = Route.objects.get()
    save_route((office.instruction, "major"), [stage(office.leo)], by=acme.tom, base=0)
    to = [((office.procedure, "minor"), 0), ((office.instruction, "major"), 0)]
    with pytest.raises(Refused, match="changed by Tom"):
        copy_route(source, to, by=acme.cora)
    assert Route.objects.count() == 2


def test_a_copy_goes_somewhere(acme: Cast, office: Office) -> None:
    with pytest.raises(Refused, match="Choose where"):
        copy_route(Route.objects.get(), [], by=acme.cora)


def test_a_withdrawn_route_is_not_copied(acme: Cast, office: Office) -> None:
    source = withdraw_route((office.procedure, "major"), by=acme.cora, base=1)
    with pytest.raises(Refused, match="needs a stage"):
        copy_route(source, [((office.procedure, "minor"), 0)], by=acme.cora)


def test_what_can_never_work_is_refused(acme: Cast, office: Office) -> None:
    cell = (office.procedure, "minor")
    never = {
        "needs a stage": [],
        "at most": [stage(office.lena)] * (MOST_STAGES + 1),
        "prepared": [stage(office.lena, meaning=Meaning.PREPARED)],
        "asks for 3 signatures and names 2": [
            stage(office.lena, office.leo, mode=Mode.AT_LEAST, minimum=3)
        ],
    }
    for words, stages in never.items():
        with pytest.raises(Refused, match=words):
            save_route(cell, stages, by=acme.cora, base=0)
    assert Route.objects.count() == 1


@pytest.mark.parametrize("who", ["ada", "ravi", "ruth", "otto"])
def test_only_controllers_and_administrators_change_routes(
    acme: Cast, office: Office, who: str
) -> None:
    by, cell = getattr(acme, who), (office.procedure, "minor")
    for act in (
        lambda: save_route(cell, [stage(office.lena)], by=by, base=0),
        lambda: withdraw_route(cell, by=by, base=0),
        lambda: copy_route(Route.objects.get(), [(cell, 0)], by=by),
    ):
        with pytest.raises(Refused, match="Only document controllers"):
            act()
    assert Route.objects.count() == 1


def test_a_version_knows_when_it_was_made(acme: Cast, office: Office) -> None:
    before = timezone.now()
    route = save_route((office.procedure, "minor"), [stage(office.lena)], by=acme.cora, base=0)
    assert before <= route.made_at <= timezone.now()
