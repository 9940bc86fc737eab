"""Register documents and say whom they concern."""

from collections.abc import Collection
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from documents.access import may_set_audience
from documents.ending import end
from documents.models import AudienceRule, Document, DocumentType
from documents.putting import named, put_from_today, rules_of
from documents.register import citations, search
from documents.register.counters import allocate_number
from documents.register.numbering import check_number, number_key
from documents.standards.linking import check_typed, place
from tenants import audit
from tenants.errors import Refused
from tenants.models import Group, Member, Post, Unit
from tenants.notices import notify


@transaction.atomic
def register_document(
    *,
    document_type: DocumentType,
    title: str,
    unit: Unit,
    owner: Member,
    by: Member | None,
    number: str = "",
    language: str = "",
    clauses: str = "",
    restricted: bool = False,
    key: UUID | None = None,
) -> Document:
    """Give a document its number for ever; the same key returns the document it made before.

    Raises Refused when the number given is taken, for a unit that has ended, for a retired type,
    for words that name no clause, and for a language that documents here may not have; what is
    imported keeps its own.
    """
    unit = Unit.objects.hold(unit)
    made = Document.objects.one_or_none(key=key) if key else None
    if made is not None:
        return made
    language = language or document_type.tenant.document_language
    _check(document_type, language, is_imported=by is None)
    if by is not None:
        check_typed(clauses)
    if number:
        _check_by_hand(number, by)
    document = Document(
        number=number or allocate_number(document_type, unit=unit),
        title=title,
        document_type=document_type,
        folder=document_type.folder,
        unit=unit,
        owner=owner,
        language=language,
        clauses=clauses,
        restricted=restricted,
        key=key,
    )
    document.number_key = number_key(document.number)
    _insert(document)
    if clauses:
        place([document], by=by)
    search.index_label(document)
    citations.claim(document)
    audit.record(
        "document.registered", document, by=by, number=document.number, title=document.title
    )
    return document


def _check(document_type: DocumentType, language: str, *, is_imported: bool) -> None:
    if document_type.retired:
        raise Refused(
            _("The type %(type)s is retired: no new documents of it."),
            params={"type": document_type},
        )
    if not is_imported and language not in document_type.tenant.document_languages:
        raise Refused(_("Documents here are not written in this language."))


def _check_by_hand(number: str, by: Member | None) -> None:
    if by is not None and not by.can("documents.control"):
        raise Refused(_("Only a document controller enters a number by hand."))
    check_number(number)


def _insert(document: Document) -> None:
    try:
        with transaction.atomic():
            document.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(
            _("The number %(number)s is taken; numbers are never used twice."),
            params={"number": document.number},
        ) from error


@transaction.atomic
def set_audience(
    document: Document,
    *,
    everybody: bool,
    units: Collection[Unit] = (),
    posts: Collection[Post] = (),
    groups: Collection[Group] = (),
    people: Collection[Member] = (),
    from_today: bool = False,
    by: Member | None,
) -> None:
    """Say who has to read the document's next revisions: everybody, or these.

    With `from_today` it holds for the revision in force, too: whoever comes in has the time of a
    newcomer, whoever is no longer named need not read it any more. Raises Refused for a member who
    neither owns, prepares nor controls the document, and when something named has ended.
    """
    if by is not None and not may_set_audience(by, document):
        raise Refused(_("Only the owner or a document controller says who has to read it."))
    if from_today and (by is None or not by.can("documents.control")):
        raise Refused(_("Only a document controller changes who reads the text in force."))
    document = Document.objects.locked().get(pk=document.pk)
    _hold(units, posts, groups)
    rules = rules_of(
        document, everybody=everybody, units=units, posts=posts, groups=groups, people=people
    )
    AudienceRule.objects.filter(document=document).delete()
    AudienceRule.objects.bulk_create(rules)
    if from_today:
        put_from_today(document, rules)
    facts = {"from_today": True} if from_today else {}
    audit.record("document.audience_set", document, by=by, audience=named(rules), **facts)


def _hold(units: Collection[Unit], posts: Collection[Post], groups: Collection[Group]) -> None:
    """Keep what is named from ending meanwhile."""
    held = Unit.objects.active().locked().filter(pk__in=[unit.pk for unit in units])
    if units and len(held) < len(units):
        raise Refused(_("A unit has ended meanwhile. Choose again."))
    for post in posts:
        Post.objects.hold(post)
    for group in groups:
        Group.objects.hold(group)


@transaction.atomic
def withdraw_expired(document: Document, *, by: Member | None) -> None:
    """Take a document out of force whose validity and days of grace are over; tell its owner."""
    document = Document.objects.locked().get(pk=document.pk)
    if not document.is_in_force():
        return
    end(document, Document.State.WITHDRAWN)
    notify(document.owner, "document_expired", subject=document, due_on=document.valid_until)
    audit.record(
        "document.expired", document, by=by, number=document.number, until=document.valid_until
    )
