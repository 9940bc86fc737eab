"""The audit trail tells every change of what it holds, even one by who rules the tables."""

from collections.abc import Generator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

from tenants import audit
from tenants.audit import anchors, record
from tenants.models import AuditEntry, AuditHead
from tenants.scope import tenant_scope
from tests.tenants.owner import as_owner
from tests.world import Cast, make_cast

LENGTH = 5


def act(cast: Cast, times: int = LENGTH) -> None:
    """Let Cora do something so many times."""
    with tenant_scope(cast.tenant.pk):
        for number in range(times):
            record("unit.renamed", cast.ada, by=cast.cora, number=number, to="质量科")


def verify(*arguments: str) -> str:
    """Run the command; return what it said, and raise CommandError when it found a fault."""
    output = StringIO()
    call_command("verify_audit", *arguments, stdout=output, stderr=output)
    return output.getvalue()


def execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.fixture
def owned(django_db_setup: None, django_db_blocker: object) -> Generator[Cast]:
    """A chain of acme's beside one of bolt's, in the hands of the tables' owner."""
    with django_db_blocker.unblock(), as_owner():  # type: ignore[attr-defined]
        cast, other = make_cast("ACME"), make_cast("BOLT")
        act(cast)
        act(other)
        yield cast


def test_acts_are_chained(acme: Cast) -> None:
    act(acme)
    assert verify() == f"ACME: {LENGTH} entries, chain intact\n"
    with tenant_scope(acme.tenant.pk):
        first, second, *_ = AuditEntry.objects.all()
    assert bytes(second.previous) == bytes(first.hash)
    assert (first.event, first.by_id) == ("unit.renamed", acme.cora.pk)
    assert first.subject == f"member:{acme.ada.pk}"
    assert "质量科".encode() in bytes(first.body)


def test_an_act_undone_leaves_no_gap(acme: Cast) -> None:
    with pytest.raises(ZeroDivisionError), tenant_scope(acme.tenant.pk):
        assert record("unit.renamed", None, by=None).sequence // 0
    act(acme)
    assert verify() == f"ACME: {LENGTH} entries, chain intact\n"


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE tenants_auditentry SET event = 'x'",
        "DELETE FROM tenants_auditentry",
        "TRUNCATE tenants_auditentry",
        "DELETE FROM tenants_audithead",
        "ALTER TABLE tenants_auditentry DISABLE TRIGGER ALL",
    ],
)
def test_the_serving_role_cannot_change_what_is_written(acme: Cast, sql: str) -> None:
    act(acme)
    refused = pytest.raises(DatabaseError, match=r"permission denied|must be owner")
    with refused, tenant_scope(acme.tenant.pk):
        execute(sql)


@pytest.mark.parametrize(
    "verb", ["UPDATE tenants_auditentry SET event = 'x'", "DELETE FROM tenants_auditentry"]
)
def test_a_trigger_stops_even_the_owner(owned: Cast, verb: str) -> None:
    with pytest.raises(DatabaseError, match="written once"), tenant_scope(owned.tenant.pk):
        execute(verb)


ANOTHER = (
    "(SELECT {0} FROM tenants_auditentry o WHERE o.tenant_id = e.tenant_id AND o.sequence = 4)"
)
CHANGES = {
    "id": "gen_random_uuid()",
    "tenant_id": "(SELECT id FROM tenants_tenant WHERE code = 'BOLT'), sequence = 77, by_id = NULL",
    "sequence": "99",
    "at": "at + interval '1 microsecond'",
    "by_id": "NULL",
    "event": "'unit.closed'",
    "subject": "''",
    "body": "body || ' '::bytea",
    "previous": ANOTHER.format("previous"),
    "hash": ANOTHER.format("hash"),
}
OF_ACME = "tenant_id = (SELECT id FROM tenants_tenant WHERE code = 'ACME')"
THIRD = f"{OF_ACME} AND sequence = 3"
MUTATIONS = {
    f"change {c}": f"UPDATE tenants_auditentry e SET {c} = {v} WHERE {THIRD}"
    for c, v in CHANGES.items()
} | {
    "change body and its hash": (
        f"UPDATE tenants_auditentry SET body = '{{}}', hash = sha256(previous || '{{}}'::bytea)"
        f" WHERE {THIRD}"
    ),
    "delete the first": f"DELETE FROM tenants_auditentry WHERE {OF_ACME} AND sequence = 1",
    "delete one": f"DELETE FROM tenants_auditentry WHERE {THIRD}",
    "delete the last": f"DELETE FROM tenants_auditentry WHERE {OF_ACME} AND sequence = {LENGTH}",
    "delete all": f"DELETE FROM tenants_auditentry WHERE {OF_ACME}",
    "swap two": (
        f"UPDATE tenants_auditentry SET sequence = 104 - sequence WHERE {OF_ACME} AND sequence < 3;"
        f"UPDATE tenants_auditentry SET sequence = sequence - 101 WHERE {OF_ACME} AND sequence > 99"
    ),
    "append one": (
        "INSERT INTO tenants_auditentry (id, tenant_id, sequence, at, event, subject, body, "
        f"previous, hash) SELECT gen_random_uuid(), tenant_id, {LENGTH + 1}, at, event, subject,"
        " body, hash, sha256(hash || body) FROM tenants_auditentry"
        f" WHERE {OF_ACME} AND sequence = {LENGTH}"
    ),
    "rewrite the head": f"UPDATE tenants_audithead SET sequence = 4 WHERE {OF_ACME}",
    "rewrite the head's hash": f"UPDATE tenants_audithead SET hash = '' WHERE {OF_ACME}",
    "delete the head": f"DELETE FROM tenants_audithead WHERE {OF_ACME}",
}


@pytest.mark.parametrize("mutation", MUTATIONS.values(), ids=MUTATIONS.keys())
def test_every_change_shows(owned: Cast, mutation: str) -> None:
    assert verify("--tenant", "acme") == f"ACME: {LENGTH} entries, chain intact\n"
    execute("ALTER TABLE tenants_auditentry DISABLE TRIGGER USER")
    execute(mutation)
    with pytest.raises(CommandError, match="changed"):
        verify("--tenant", "acme")


def test_a_change_of_one_chain_leaves_the_others_alone(owned: Cast) -> None:
    execute("ALTER TABLE tenants_auditentry DISABLE TRIGGER USER")
    execute(MUTATIONS["delete one"])
    assert "intact" in verify("--tenant", "BOLT")
    with pytest.raises(CommandError, match="of 1 tenant"):
        verify()


def cut_tail_and_rewrite_head(cast: Cast) -> None:
    """Undo the last two acts so that the chain by itself looks whole."""
    execute("ALTER TABLE tenants_auditentry DISABLE TRIGGER USER")
    execute(f"DELETE FROM tenants_auditentry WHERE {OF_ACME} AND sequence > 3")
    with tenant_scope(cast.tenant.pk):
        last = AuditEntry.objects.get(sequence=3)
        AuditHead.objects.update(sequence=3, hash=last.hash)
        assert list(audit.faults()) == []


@pytest.fixture
def anchored(owned: Cast, tmp_path: Path, settings: object) -> Cast:
    settings.ANCHORS_ROOT = tmp_path / "anchors"  # type: ignore[attr-defined]
    assert anchors.write() == 2
    return owned


def test_a_tail_cut_off_shows_against_the_anchors(anchored: Cast) -> None:
    assert verify("--anchors").count("intact") == 2
    cut_tail_and_rewrite_head(anchored)
    assert verify().count("intact") == 2, "the chain alone cannot tell"
    with pytest.raises(CommandError, match="of 1 tenant"):
        verify("--anchors")


def test_a_tail_rewritten_shows_against_the_anchors(anchored: Cast) -> None:
    cut_tail_and_rewrite_head(anchored)
    act(anchored, 2)
    assert verify().count("intact") == 2, "the chain alone cannot tell"
    with pytest.raises(CommandError, match="of 1 tenant"):
        verify("--anchors")


def test_anchors_are_added_and_never_rewritten(anchored: Cast) -> None:
    before = anchors.file().read_text()
    act(anchored)
    anchors.write()
    assert anchors.file().read_text().startswith(before)
    assert len(anchors.file().read_text().splitlines()) == 4
    assert verify("--anchors").count("intact") == 2


def test_a_tenant_that_is_not_there_has_no_audit_trail(acme: Cast) -> None:
    with pytest.raises(CommandError, match="no tenant"):
        verify("--tenant", "nosuch")
