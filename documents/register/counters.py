"""Counters: which number comes next within a scope, without gaps but for what is reserved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from documents.models import Attachment, Document, DocumentType, NumberCounter, ReservedRange
from documents.register.numbering import Pattern
from tenants.errors import Refused
from tenants.models import Unit

# What a preview puts where only a person knows what stands there.
SAMPLES = {"clause": "7.5", "parent": "QP-01"}

type Ranges = Sequence[ReservedRange]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a counter counts within, how far it is, and the number that comes next."""

    name: str
    last: int
    next_seq: int
    next_number: str
    reserved: list[ReservedRange] = field(default_factory=list)


def allocate_number(document_type: DocumentType, *, unit: Unit, **known: str) -> str:
    """Take the next number of the type's pattern, without gaps, passing over imported ones."""
    return allocate_numbers(document_type, [unit], **known)[0]


def allocate_numbers(document_type: DocumentType, units: Sequence[Unit], **known: str) -> list[str]:
    """Take a number for a document of each of these units, in order.

    The counters' rows stay locked until the transaction ends: a rollback gives the numbers back.
    Reserved numbers are passed over. What a pattern may need besides, such as `parent`, is known.
    """
    pattern = Pattern.parse(document_type.number_pattern)
    values = [_values(pattern, document_type, unit.code, known) for unit in units]
    scopes = [pattern.scope(each) for each in values]
    counters = locked_counters(document_type, scopes)
    reserved = reserved_in(document_type, scopes)
    places = list(zip(scopes, values, strict=True))

    def take(scope: str, values: dict[str, str]) -> str:
        counters[scope].last = following(counters[scope].last, reserved[scope])
        return pattern.format(values, counters[scope].last)

    numbers = [take(*place) for place in places]
    while taken := _taken(numbers):
        numbers = [
            take(*place) if number in taken else number
            for number, place in zip(numbers, places, strict=True)
        ]
    NumberCounter.objects.bulk_update(counters.values(), ["last"])
    return numbers


def _taken(numbers: Collection[str]) -> set[str]:
    """Return those of the numbers that a document or a form has."""
    documents = Document.objects.filter(number__in=numbers).values_list("number", flat=True)
    forms = Attachment.objects.filter(number__in=numbers).values_list("number", flat=True)
    return {*documents, *forms}


def locked_counters(
    document_type: DocumentType, scopes: Collection[str]
) -> dict[str, NumberCounter]:
    """Lock the counters of these scopes, always in the same order; new ones stand at 0."""
    NumberCounter.objects.bulk_create(
        [NumberCounter(document_type=document_type, scope=scope) for scope in sorted(set(scopes))],
        ignore_conflicts=True,
    )
    wanted = NumberCounter.objects.filter(document_type=document_type, scope__in=set(scopes))
    return {counter.scope: counter for counter in wanted.locked().order_by("scope")}


def reserved_in(document_type: DocumentType, scopes: Collection[str]) -> Mapping[str, Ranges]:
    """Return what is reserved in these scopes; ask after the counters are locked."""
    found: dict[str, list[ReservedRange]] = defaultdict(list)
    standing = ReservedRange.objects.standing().filter(document_type=document_type)
    for each in standing.filter(scope__in=set(scopes)).order_by("first"):
        found[each.scope].append(each)
    return found


def following(last: int, reserved: Ranges) -> int:
    """Return the next number of a sequence that is not reserved; ranges in their order."""
    seq = last + 1
    for each in reserved:
        if each.first <= seq <= each.last:
            seq = each.last + 1
    return seq


def scopes_of(document_type: DocumentType) -> list[Scope]:
    """Return every scope that the type's pattern counts within today: one, or one per unit."""
    pattern = Pattern.parse(document_type.number_pattern)
    if not pattern.needs.isdisjoint(SAMPLES):
        return []  # numbers of this pattern are entered by hand
    units = Unit.objects.active().values_list("code", flat=True)
    codes = units if "unit" in pattern.needs else [""]
    values = {pattern.scope(v): v for v in (_values(pattern, document_type, c, {}) for c in codes)}
    counters = NumberCounter.objects.filter(document_type=document_type, scope__in=values)
    last = dict(counters.values_list("scope", "last"))
    reserved = reserved_in(document_type, values)
    return [
        Scope(name, last.get(name, 0), seq, pattern.format(each, seq), list(reserved[name]))
        for name, each in values.items()
        for seq in [following(last.get(name, 0), reserved[name])]
    ]


def preview(document_type: DocumentType, source: str) -> str:
    """Return the number that a pattern would give next, or refuse with what is wrong with it."""
    pattern = Pattern.parse(source)
    code = Unit.objects.values_list("code", flat=True).first() or "OFC"
    values = SAMPLES | _facts(document_type, code)
    scope = pattern.scope(values)
    counter = NumberCounter.objects.one_or_none(document_type=document_type, scope=scope)
    reserved = reserved_in(document_type, [scope])[scope]
    return pattern.format(values, following(counter.last if counter else 0, reserved))


def _values(
    pattern: Pattern, document_type: DocumentType, unit: str, known: Mapping[str, str]
) -> dict[str, str]:
    values = _facts(document_type, unit) | {name: value for name, value in known.items() if value}
    if missing := pattern.needs - values.keys():
        raise Refused(
            _("Numbers of this type need: %(names)s. Enter the number yourself."),
            params={"names": ", ".join(sorted(missing))},
        )
    return values


def _facts(document_type: DocumentType, unit: str) -> dict[str, str]:
    return {
        "tenant": document_type.tenant.code,
        "level": document_type.code,
        "unit": unit,
        "year": str(timezone.localdate().year),
    }
