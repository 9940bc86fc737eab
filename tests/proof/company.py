"""A company whose routes leave room for trouble: authors among approvers, deputies, quorums."""

from dataclasses import dataclass

from approvals.models import Meaning
from approvals.models.route import Mode, Where
from documents.models import DocumentType
from tenants.models import Member
from tenants.people.roles import Role
from tenants.scope import tenant_scope
from tests.approvals.conftest import make_route
from tests.library import Library, make_library
from tests.world import Cast, make_member

APPROVERS = ("lena", "leo", "liu")


@dataclass(frozen=True)
class Company:
    """A tenant with a library, two authors, one controller and five who decide."""

    cast: Cast
    library: Library
    people: dict[str, Member]  # by name

    @property
    def types(self) -> tuple[DocumentType, DocumentType]:
        """Return a type that separates authors and signers, and one that does not."""
        return self.library.procedure, self.library.instruction


def make_company(cast: Cast) -> Company:
    """Furnish a tenant; every kind of stage there is, with an author among the approvers."""
    with tenant_scope(cast.tenant.pk):
        library = make_library(cast)
        people = {name: getattr(cast, name) for name in ("cora", "ada", "ravi", "ruth")}
        people["ann"] = make_member(cast.tenant, "Ann", Role.AUTHOR)
        for name in APPROVERS:
            people[name] = make_member(cast.tenant, name.title(), Role.READER)
        for document_type in (library.procedure, library.instruction):
            _make_routes(document_type, library, people)
    return Company(cast, library, people)


def _make_routes(document_type: DocumentType, library: Library, people: dict[str, Member]) -> None:
    def named(*names: str) -> list[object]:
        return [people[name].pk for name in names]

    review = {"meaning": Meaning.REVIEWED, "post": library.head, "where": Where.OWNER_UNIT}
    anybody = {"meaning": Meaning.REVIEWED, "mode": Mode.ANY, "members": named("ravi", "ann")}
    view = {"meaning": Meaning.SEEN, "members": named("ruth", "ravi")}
    fees = {"mode": Mode.ANY, "condition": {"clauses": ["2"]}}
    counter = {**fees, "meaning": Meaning.COUNTERSIGNED, "members": named("liu", "ruth")}
    cashier = {**fees, "meaning": Meaning.APPROVED, "members": named("leo", "liu")}
    both = {"meaning": Meaning.APPROVED, "members": named("lena", "leo", "ada")}
    quorum = {
        "meaning": Meaning.APPROVED,
        "mode": Mode.AT_LEAST,
        "minimum": 2,
        "members": named("lena", "leo", "liu", "ann"),
    }
    one = {"meaning": Meaning.APPROVED, "mode": Mode.ANY, "members": named("lena", "ravi")}
    make_route(document_type, review, view, both)
    make_route(document_type, anybody, counter, quorum, change_class="minor")
    make_route(document_type, view, cashier, one, change_class="editorial")
    make_route(document_type, review, quorum, change_class="act")
    if not document_type.same_signer:
        confirm = {"meaning": Meaning.APPROVED, "mode": Mode.ANY, "members": named("lena", "leo")}
        make_route(document_type, confirm, change_class="review")
