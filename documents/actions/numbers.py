"""Change how numbers are given: the pattern, the counters, what is reserved."""

from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.models import DocumentType, ReservedRange
from documents.register.counters import locked_counters, preview, reserved_in, scopes_of
from tenants import audit
from tenants.audit import Changes
from tenants.changing import write
from tenants.errors import Refused
from tenants.models import Member

LAST_SEQ = 999_999


class Span(NamedTuple):
    """Numbers of a scope from first to last."""

    scope: str
    first: int
    last: int


@transaction.atomic
def change_pattern(document_type: DocumentType, source: str, *, seen: str, by: Member) -> Changes:
    """Give new documents of this type numbers of another pattern; given ones stay.

    Raises Refused for a pattern that makes no numbers, Stale for a second writer.
    """
    _check_may(by)
    row = DocumentType.objects.locked().get(pk=document_type.pk)
    preview(row, source)
    changes = write(row, {"number_pattern": source}, seen=seen)
    if changes:
        audit.record("number_pattern.changed", row, by=by, code=row.code, changes=changes)
    return changes


@transaction.atomic
def advance_counter(
    document_type: DocumentType, scope: str, next_seq: int, *, by: Member
) -> Changes:
    """Let a scope go on at a higher number.

    Raises Refused for a lower one: a number is never given twice.
    """
    _check_may(by)
    _check_scope(document_type, scope)
    counter = locked_counters(document_type, [scope])[scope]
    if next_seq <= counter.last or next_seq > LAST_SEQ:
        raise Refused(
            _("Numbers up to %(last)d are given out in %(scope)s: a counter only goes forward.")
            % {"last": counter.last, "scope": scope}
        )
    changes = audit.changes(counter, {"last": next_seq - 1})
    if changes:
        counter.last = next_seq - 1
        counter.save(update_fields=["last"])
        audit.record("counter.advanced", document_type, by=by, scope=scope, changes=changes)
    return changes


@transaction.atomic
def reserve_numbers(
    document_type: DocumentType, span: Span, *, reason: str, by: Member
) -> ReservedRange:
    """Keep numbers back: they are given by hand only.

    Raises Refused for numbers given out already, and for those that are reserved.
    """
    _check_may(by)
    _check_scope(document_type, span.scope)
    counter = locked_counters(document_type, [span.scope])[span.scope]
    if not counter.last < span.first <= span.last <= LAST_SEQ:
        raise Refused(
            _("Reserve from the smaller to the larger number, after %(last)d, the last given out.")
            % {"last": counter.last}
        )
    for each in reserved_in(document_type, [span.scope])[span.scope]:
        if each.first <= span.last and span.first <= each.last:
            raise Refused(
                _("%(first)d to %(last)d is reserved already: %(reason)s.")
                % {"first": each.first, "last": each.last, "reason": each.reason}
            )
    facts = span._asdict()
    made = ReservedRange.objects.create(document_type=document_type, reason=reason, **facts)
    audit.record("numbers.reserved", document_type, by=by, reason=reason, **facts)
    return made


@transaction.atomic
def release_numbers(reserved: ReservedRange, *, by: Member) -> None:
    """Let a range be given out again from where the counter stands; twice is once."""
    _check_may(by)
    row = ReservedRange.objects.locked().get(pk=reserved.pk)
    if row.released_at is not None:
        return
    row.released_at = timezone.now()
    row.save(update_fields=["released_at"])
    audit.record(
        "numbers.released",
        row.document_type,
        by=by,
        scope=row.scope,
        first=row.first,
        last=row.last,
    )


def _check_scope(document_type: DocumentType, scope: str) -> None:
    if scope not in {each.name for each in scopes_of(document_type)}:
        raise Refused(_("The pattern has changed meanwhile. Look at the page again."))


def _check_may(by: Member) -> None:
    if not by.can("settings.documents"):
        raise Refused(_("Your role does not change this."))
