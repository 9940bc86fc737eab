"""What the controlled PDF of a revision says: cover, signatures, history and the text."""

import datetime as dt
from collections.abc import Collection, Sequence
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from approvals.models import Meaning, Round, Signature
from approvals.rounds.routing import authors_of_each
from approvals.sealing.keys import grouped
from documents import content, pictures
from documents.models import Revision
from documents.models.sight import AnyOf
from documents.pdf import certifying
from documents.pdf.pages import BodyPage, Change, Cover
from documents.pdf.pages import Signature as PrintedSignature
from tenants.models import Tenant


def controlled_copy(tenant: Tenant, revision: Revision) -> tuple[Cover, BodyPage]:
    """Return the pages of an approved revision, in the language of the document."""
    with translation.override(revision.document.language):
        return _cover(tenant, revision), _page(revision)


def _cover(tenant: Tenant, revision: Revision) -> Cover:
    document = revision.document
    passed = Round.objects.get(
        revision=revision, purpose=Round.Purpose.ISSUE, state=Round.State.PASSED
    )
    path = reverse("documents:document", args=[tenant.slug, document.number])
    return Cover(
        organisation=tenant.head,
        owning_unit=document.unit.name,
        issued_on=_approved_on(revision),
        effective_on=_effective_on(revision),
        signatures=[_printed(each) for each in passed.signatures.prefetch_related("seals")],
        round=_round(passed),
        is_certified=certifying.is_on(),
        history=_history(revision),
        manifest_sha256=passed.manifest_sha256,
        seal_keys=_keys(passed),
        url=settings.SITE_URL.rstrip("/") + path,
    )


def _page(revision: Revision) -> BodyPage:
    blocks = content.blocks_of(revision)
    return BodyPage(
        number=revision.document.number,
        revision=revision.label,
        title=revision.title,
        language=revision.document.language,
        status=_("Controlled"),
        blocks=blocks,
        pictures=pictures.paths_of(blocks),
        dated=revision.approved_at or timezone.now(),
        from_extracted_text=content.is_extracted(revision),
    )


def _history(revision: Revision) -> list[Change]:
    """Return the issued revisions before this one, and this one, oldest first."""
    earlier = revision.document.revisions.issued().filter(n__lt=revision.n)
    shown = [*earlier.select_related("prepared_by").order_by("n"), revision]
    pks = [each.pk for each in shown]
    authors = authors_of_each(shown)
    signed: dict[UUID, list[Signature]] = {pk: [] for pk in pks}
    passed = Signature.objects.filter(
        AnyOf("round__revision_id", pks),
        round__purpose=Round.Purpose.ISSUE,
        round__state=Round.State.PASSED,
        meaning__in=(Meaning.PREPARED, Meaning.APPROVED),
    )
    for signature in passed.select_related("round"):
        signed[signature.round.revision_id].append(signature)
    return [_change(each, signed[each.pk], authors[each.pk]) for each in shown]


def _change(revision: Revision, signed: Sequence[Signature], authors: Collection[UUID]) -> Change:
    approvals = (each for each in signed if each.meaning == Meaning.APPROVED)
    prepared = next((each for each in signed if each.meaning == Meaning.PREPARED), None)
    # Somebody else may have it in hand since; who signed it as prepared is its author all the same.
    is_author = prepared is not None and prepared.signer_id in authors
    return Change(
        revision=revision.label,
        effective_on=_effective_on(revision),
        change_class=revision.get_change_class_display(),
        summary=revision.summary,
        prepared_by=prepared.name if prepared and is_author else revision.prepared_by.name,
        approved_by="、".join(signature.names() for signature in approvals),
    )


def _effective_on(revision: Revision) -> dt.date:
    """Return the day it takes or took effect: never before it was approved."""
    if revision.effective_at is not None:
        return timezone.localdate(revision.effective_at)
    approved_on = _approved_on(revision)
    return max(revision.effective_on or approved_on, approved_on)


def _approved_on(revision: Revision) -> dt.date:
    return (
        timezone.localdate(revision.approved_at) if revision.approved_at else timezone.localdate()
    )


def _printed(signature: Signature) -> PrintedSignature:
    return PrintedSignature(
        name=signature.names(),
        post=signature.posts(),
        meaning=signature.get_meaning_display(),
        signed_at=timezone.localtime(signature.signed_at),
        authenticated_by=signature.get_method_display(),
        sealed_by=_sealed(signature),
    )


def _sealed(signature: Signature) -> str:
    """Return by which key it is sealed, and how the seal begins: enough to find it by."""
    return "".join(f"{s.key[:8]}, {bytes(s.value).hex()[:12]}…" for s in signature.seals.all())


def _keys(passed: Round) -> str:
    """Return the fingerprints of the keys that sealed it: whoever has the paper compares them."""
    names = passed.seals.values_list("key", flat=True)
    return " / ".join(grouped(name) for name in dict.fromkeys(names))


def _round(passed: Round) -> str:
    began, ended = (
        f"{timezone.localtime(at):%Y-%m-%d}" for at in (passed.started_at, _end(passed))
    )
    words = {"number": passed.number, "began": began, "ended": ended}
    return _("Round %(number)s, submitted on %(began)s, approved on %(ended)s") % words


def _end(passed: Round) -> dt.datetime:
    assert passed.ended_at is not None  # noqa: S101 - it has passed
    return passed.ended_at
