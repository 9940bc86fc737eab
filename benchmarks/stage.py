"""What is measured on: a fresh database with many tenants, one of them large."""

import datetime as dt
from dataclasses import dataclass
from itertools import batched

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from documents.models import Document, DocumentType, Readership, Revision
from documents.register import search
from documents.register.numbering import number_key
from oversight.actions.provisioning import ZonePlan, provision
from oversight.furniture import blueprint
from tenants.models import Member, Tenant, Unit
from tenants.scope import tenant_scope

BATCH = 2000


@dataclass(frozen=True, slots=True)
class Scale:
    """How much there is."""

    tenants: int
    documents: int  # of each tenant
    large: int  # documents of one tenant more, which can be searched
    people: int  # of a crowd
    readings: int  # that everybody in it has to acknowledge
    mails: int  # to a slow server
    idle: int  # tenants more, in which nothing is due
    counts: int  # of readers, one for each revision
    largest: int = 0  # documents of one tenant more; the large one stands for it otherwise


SCALES = {  # tiny: to see that everything runs
    "tiny": Scale(
        tenants=3, documents=60, large=300, people=500, readings=3, mails=40, idle=50, counts=1000
    ),
    "small": Scale(
        tenants=100,
        documents=100,
        large=20_000,
        people=50_000,
        readings=8,
        mails=500,
        idle=5000,
        counts=1_000_000,
    ),
    "crowd": Scale(  # what the clock does for very many people, beside few other tenants
        tenants=3,
        documents=60,
        large=300,
        people=50_000,
        readings=40,
        mails=10_000,
        idle=5000,
        counts=1_000_000,
    ),
    "full": Scale(
        tenants=5000,
        documents=200,
        large=20_000,
        people=50_000,
        readings=40,
        mails=10_000,
        idle=5000,
        counts=1_000_000,
        largest=100_000,
    ),
}
RARELY = 250  # every so many documents have a word in their title that others do not
RARE, FREQUENT = "应急预案", "作业指导书"


@dataclass(frozen=True, slots=True)
class Stage:
    """The tenants there are; the large one comes last."""

    tenants: list[Tenant]
    scale: Scale

    @property
    def sample(self) -> list[Tenant]:
        """Return at most 25 tenants of all ages, and the large one."""
        *small, large = self.tenants
        return [*small[:: max(1, len(small) // 25)][:25], large]


def build(scale: Scale) -> Stage:
    """Make the database anew and fill it; every table is analysed before it is measured."""
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # of the database that goes
    with psycopg.connect(settings.DATABASE_ADMIN_URL, autocommit=True) as admin:
        admin.execute("DROP DATABASE IF EXISTS wenkong WITH (FORCE)")
    call_command("bootstrap_database", verbosity=0)
    call_command("migrate", verbosity=0)
    tenants = [provision_tenant(f"B{number:05}") for number in range(scale.tenants + 1)]
    for tenant in tenants[:-1]:
        write_documents(tenant, scale.documents)
    write_documents(tenants[-1], scale.large)
    make_findable(tenants[-1])
    settle()
    return Stage(tenants, scale)


def settle() -> None:
    """Let the server know what it holds, as it would after an hour."""
    with psycopg.connect(settings.DATABASE_OWNER_URL, autocommit=True) as owner:
        owner.execute("VACUUM ANALYZE")


def provision_tenant(code: str) -> Tenant:
    """Read the default blueprint and provision a zone with everything it names."""
    plan = ZonePlan(
        code=code,
        kind=Tenant.Kind.ZONE,
        name_zh=f"测试园区 {code}",
        name_en=f"Zone {code}",
        admin_email=f"{code}@bench.example",
        blueprint=blueprint.load("default"),
        is_live=True,
    )
    return provision(plan, by=None).tenant


def write_documents(tenant: Tenant, count: int) -> None:
    """Put documents in force, without text: what the register asks of them is all there."""
    with tenant_scope(tenant.pk):
        owner = Member.objects.all()[0]
        document_type = DocumentType.objects.get(code="WI")
        unit = Unit.objects.all()[0]
        for numbers in batched(range(1, count + 1), BATCH, strict=False):
            documents = Document.objects.bulk_create(
                new_document(
                    f"{tenant.code}-BE-{number:05}",
                    document_type,
                    unit,
                    owner,
                    title=f"{RARE if number % RARELY == 0 else number} {FREQUENT}",
                )
                for number in numbers
            )
            revisions = Revision.objects.bulk_create(map(first_revision, documents))
            Readership.objects.bulk_create(
                Readership(revision=revision, required=20, done=5) for revision in revisions
            )
        newest = Revision.objects.issued().filter(document=OuterRef("pk")).values("pk")[:1]
        Document.objects.filter(document_type=document_type).update(in_force=Subquery(newest))


def make_findable(tenant: Tenant) -> None:
    """Let documents be found by number and title."""
    with tenant_scope(tenant.pk):
        for documents in batched(Document.objects.order_by("pk"), BATCH, strict=False):
            search.index_labels(documents)


def new_document(
    number: str, document_type: DocumentType, unit: Unit, owner: Member, title: str = FREQUENT
) -> Document:
    """Return a document that is not saved yet."""
    return Document(
        number=number,
        number_key=number_key(number),
        title=title,
        document_type=document_type,
        folder=document_type.folder,
        unit=unit,
        owner=owner,
        clauses="7.5.3",
        review_due=timezone.localdate() + dt.timedelta(days=90),
    )


def first_revision(document: Document) -> Revision:
    """Return its revision in force, not saved either."""
    return Revision(
        document=document,
        n=1,
        edition=0,
        change=0,
        label="A/0",
        title=document.title,
        state=Revision.State.EFFECTIVE,
        prepared_by=document.owner,
        effective_at=timezone.now(),
    )
