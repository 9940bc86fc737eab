"""The city's quality office corrects what a file says of a clause, for everybody."""

from documents.models import Clause
from oversight.models import Crosswalk
from tenants.models import AuditEntry
from tenants.scope import tenant_scope
from tests.world import City, signed_in

PAGE = "/city/standards/6.1.3/?edition=ISO+9001:2026"


def test_the_quality_office_edits_a_clause_and_how_it_differs(city: City) -> None:
    client = signed_in(city.quan)
    listed = client.get("/city/standards/?edition=ISO+9001:2026").content.decode()
    assert "6.1.2 → 6.1.3" in listed
    shown = client.get(PAGE).context
    said = {name: shown["form"][name].value() or "" for name in shown["form"].fields}
    changed = said | {"title_zh": "把握机遇", "act": "clause"}
    assert client.post(PAGE, changed).status_code == 302
    assert client.post(PAGE, changed | {"title_zh": "另一个"}).status_code == 422
    (other,) = shown["others"]
    facts = {
        "kind": "widened",
        "shows_zh": "机遇清单",
        "shows_en": "",
        "seen": other["seen"].value(),
    }
    key = str(other.instance.pk)
    posted = {f"{key}-{name}": value for name, value in facts.items()} | {"act": key}
    assert client.post(PAGE, posted).status_code == 302
    clause = Clause.objects.get(edition__state="coming", number="6.1.3")
    cross = Crosswalk.objects.get(after=clause)
    assert (clause.title_zh, clause.edited) == ("把握机遇", True)
    assert (cross.kind, cross.shows, cross.edited) == ("widened", "机遇清单", True)
    with tenant_scope(city.tenant.pk):
        assert AuditEntry.objects.filter(event="standard.edited").count() == 2
