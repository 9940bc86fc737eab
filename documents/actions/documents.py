"""Register documents and say whom they concern."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.access import may_set_audience
from documents.models import AudienceRule, Distribution, Document, DocumentType, NumberCounter
from documents.register import search
from documents.register.numbering import Pattern, number_key
from tenants import audit
from tenants.errors import Refused
from tenants.models import Member, Unit
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
    and for a language that documents here may not have; what is imported keeps its own.
    """
    made = Document.objects.one_or_none(key=key) if key else None
    if made is not None:
        return made
    unit = Unit.objects.hold(unit)
    language = language or document_type.tenant.document_language
    _check(document_type, language, is_imported=by is None)
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
    search.index_label(document)
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


def _insert(document: Document) -> None:
    try:
        with transaction.atomic():
            document.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(
            _("The number %(number)s is taken; numbers are never used twice."),
            params={"number": document.number},
        ) from error


def allocate_number(document_type: DocumentType, *, unit: Unit) -> str:
    """Take the next number of the type's pattern, without gaps, passing over imported ones."""
    return allocate_numbers(document_type, [unit])[0]


def allocate_numbers(document_type: DocumentType, units: Sequence[Unit]) -> list[str]:
    """Take a number for a document of each of these units, in order.

    The counters' rows stay locked until the transaction ends: a rollback gives the numbers back.
    """
    pattern = Pattern.parse(document_type.number_pattern)
    values = [_values(pattern, document_type, unit) for unit in units]
    scopes = [pattern.scope(each) for each in values]
    counters = NumberCounter.objects.filter(document_type=document_type, scope__in=set(scopes))
    NumberCounter.objects.bulk_create(
        [NumberCounter(document_type=document_type, scope=scope) for scope in sorted(set(scopes))],
        ignore_conflicts=True,
    )
    by_scope = {counter.scope: counter for counter in counters.locked().order_by("scope")}
    places = [(by_scope[scope], each) for scope, each in zip(scopes, values, strict=True)]
    numbers = [_next(pattern, *place) for place in places]
    while taken := set(
        Document.objects.filter(number__in=numbers).values_list("number", flat=True)
    ):
        numbers = [
            _next(pattern, *place) if number in taken else number
            for number, place in zip(numbers, places, strict=True)
        ]
    NumberCounter.objects.bulk_update(by_scope.values(), ["last"])
    return numbers


def _values(pattern: Pattern, document_type: DocumentType, unit: Unit) -> dict[str, str]:
    values = {
        "tenant": document_type.tenant.code,
        "level": document_type.code,
        "unit": unit.code,
        "year": str(timezone.localdate().year),
    }
    if missing := pattern.needs - values.keys():
        raise Refused(
            _("Numbers of this type need: %(names)s. Enter the number yourself."),
            params={"names": ", ".join(sorted(missing))},
        )
    return values


def _next(pattern: Pattern, counter: NumberCounter, values: dict[str, str]) -> str:
    counter.last += 1
    return pattern.format(values, counter.last)


@transaction.atomic
def set_audience(
    document: Document, *, everybody: bool, units: Collection[Unit] = (), by: Member | None
) -> None:
    """Say who has to read the document's next revisions: everybody, or these units.

    Raises Refused for a member who neither owns, prepares nor controls the document, and when a
    unit has ended.
    """
    if by is not None and not may_set_audience(by, document):
        raise Refused(_("Only the owner or a document controller says who has to read it."))
    held = Unit.objects.active().locked().filter(pk__in=[unit.pk for unit in units])
    if units and len(held) < len(units):
        raise Refused(_("A unit has ended meanwhile. Choose again."))
    AudienceRule.objects.filter(document=document).delete()
    rules = (
        [AudienceRule(document=document, scope=AudienceRule.Scope.EVERYBODY)]
        if everybody
        else [
            AudienceRule(document=document, scope=AudienceRule.Scope.UNIT, unit=unit)
            for unit in units
        ]
    )
    AudienceRule.objects.bulk_create(rules)
    names = ["everybody"] if everybody else sorted(unit.code for unit in units)
    audit.record("document.audience_set", document, by=by, audience=names)


@transaction.atomic
def withdraw_expired(document: Document, *, by: Member | None) -> None:
    """Take a document out of force whose validity and days of grace are over; tell its owner."""
    today = timezone.localdate()
    document = Document.objects.locked().get(pk=document.pk)
    if not document.is_in_force():
        return
    document.state = Document.State.WITHDRAWN
    document.save(update_fields=["state"])
    open_ones = Distribution.objects.filter(revision__document=document, closed_on=None)
    open_ones.update(closed_on=today)
    notify(document.owner, "document_expired", subject=document, due_on=document.valid_until)
    audit.record(
        "document.expired", document, by=by, number=document.number, until=document.valid_until
    )
