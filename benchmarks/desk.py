"""People at work in one tenant: an author, an approver, a reader, and documents with histories."""

from dataclasses import dataclass

from approvals.actions.rounds import submit
from approvals.models import Meaning, Round, Route, Stage
from benchmarks.stage import Stage as Site
from documents.actions.documents import register_document, set_audience
from documents.actions.drafts import start_revision
from documents.actions.revisions import activate
from documents.content import freeze
from documents.models import Document, DocumentType, Folder, Revision
from oversight.furniture import blueprint
from tenants.models import Member, Tenant, Unit, User
from tenants.people.roles import Role
from tenants.scope import tenant_scope

PASSWORD = "correct horse battery staple"
LETTERS_OF_A_PAGE = 800


@dataclass(frozen=True, slots=True)
class Desk:
    """The tenant, its people, and a type whose drafts the approver alone decides on."""

    tenant: Tenant
    author: Member
    approver: Member
    reader: Member
    document_type: DocumentType
    unit: Unit

    def draft(self, text: str) -> Revision:
        """Register a document that everybody has to read, and draft it; in the tenant's scope."""
        document = register_document(
            document_type=self.document_type,
            title="文件控制程序",
            unit=self.unit,
            owner=self.author,
            by=self.author,
        )
        set_audience(document, everybody=True, units=[], by=self.author)
        return self.revise(document, text)

    def revise(self, document: Document, text: str) -> Revision:
        """Draft the next revision."""
        return start_revision(
            document, by=self.author, reason="新增", summary="首次发布", markdown=text
        )

    def submit(self, text: str) -> Round:
        """Put a new draft before the approver."""
        return submit(self.draft(text), by=self.author)

    def publish(self, revision: Revision) -> Document:
        """Put a draft in force without a round."""
        freeze(revision)
        revision.move(Revision.State.IN_REVIEW)
        revision.move(Revision.State.APPROVED)
        activate(revision)
        return Document.objects.get(pk=revision.document_id)


def set_up(site: Site) -> Desk:
    """Seat people in the first tenant; again = the same desk."""
    tenant = site.tenants[0]
    with tenant_scope(tenant.pk):
        document_type, is_new = DocumentType.objects.get_or_create(
            code="BD",
            defaults={
                "level": 2,
                "name_zh": "程序",
                "name_en": "Procedure",
                "number_pattern": "{tenant}-BD-{seq:05}",
                "review_months": 12,
                "folder": Folder.objects.all()[0],
            },
        )
        desk = Desk(
            tenant,
            author=seat(tenant, "author", Role.AUTHOR),
            approver=seat(tenant, "approver", Role.READER),
            reader=seat(tenant, "reader", Role.READER),
            document_type=document_type,
            unit=Unit.objects.all()[0],
        )
        if is_new:
            route = Route.objects.create(document_type=document_type, change_class="major")
            Stage.objects.create(
                route=route,
                position=1,
                name_zh="批准",
                name_en="Approval",
                meaning=Meaning.APPROVED,
                members=[desk.approver.pk],
            )
    return desk


def seat(tenant: Tenant, name: str, role: Role) -> Member:
    """Return the member of this name, with an account and a password."""
    email = f"{name}@{tenant.slug}.example"
    member = Member.objects.select_related("user").one_or_none(user__email=email)
    if member is not None:
        return member
    return Member.objects.create(
        user=User.objects.create_user(email, PASSWORD), name=name, roles=[role]
    )


def procedure() -> str:
    """Return the text of a starter procedure."""
    return blueprint.load("default").texts["document_control.md"]


def text_of(pages: int) -> str:
    """Return a text of so many pages, no two clauses of it alike."""
    clause = procedure()
    sections = [f"# {n} 第 {n} 章\n\n" for n in range(1, 2 + pages * LETTERS_OF_A_PAGE // 400)]
    words = "".join(letter for letter in clause if "\u4e00" <= letter <= "\u9fff")
    return "\n".join(
        f"{section}{n}.1 {(words * 3)[n % len(words) :][:400]}\n"
        for n, section in enumerate(sections, start=1)
    )
