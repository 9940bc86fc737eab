"""Check what a round of a change package signed beside its own: the documents of its siblings."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from approvals.models import Round
from approvals.sealing.checking import Finding
from documents.models.sight import AnyOf
from documents.proof import Contents, Fault

OF_SIBLING: Final = "package."  # begins the kind of what is found in another document of it


def stands(round: Round) -> bool:
    """Tell whether what was signed in it is still what its pages show."""
    return round.state in (Round.State.OPEN, Round.State.PASSED)


def siblings_of(rounds: Sequence[Round]) -> dict[UUID, list[Round]]:
    """Return the rounds that were submitted together with each of these, itself among them."""
    packages = {round.package_id for round in rounds if round.package_id}
    if not packages:
        return {}
    related = ("revision__document", "revision__source")
    found = Round.objects.filter(AnyOf("package_id", packages)).select_related(*related)
    together: dict[object, list[Round]] = defaultdict(list)
    for each in found.order_by("pk"):
        together[each.package_id, each.started_at].append(each)
    return {r.pk: together[r.package_id, r.started_at] for r in rounds if r.package_id}


class Faults:
    """What no longer fits in the document of a round, found once however often it is asked for."""

    def __init__(self, contents: Contents) -> None:
        self._contents = contents
        self._found: dict[UUID, list[Fault]] = {}

    def of(self, round: Round) -> list[Fault]:
        if round.pk not in self._found:
            manifest = round.own_manifest or bytes(round.revision.manifest or b"")
            found = self._contents.faults(round.revision, manifest, stands=stands(round))
            self._found[round.pk] = list(found)
        return self._found[round.pk]


def package_findings(round: Round, siblings: Sequence[Round], faults: Faults) -> Iterator[Finding]:
    """Say what differs in any document of the package: each signature covers them all."""
    if not siblings:
        return
    held = {
        each.revision.document.number: hashlib.sha256(each.own_manifest or b"").hexdigest()
        for each in siblings
    }
    signed = {each["number"]: each["manifest_sha256"] for each in _named(round)}
    for number in sorted(held.keys() | signed.keys()):
        if held.get(number) != signed.get(number):
            words = _("%(number)s is not in the change package as it was signed.")
            yield Finding("content.package", words % {"number": number})
    for each in siblings:
        if each.pk == round.pk:
            continue
        for fault in faults.of(each):
            words = _("In the same change package, %(number)s: %(what)s")
            said = {"number": each.revision.document.number, "what": fault.words}
            yield Finding(f"{OF_SIBLING}{fault.kind}", words % said)


def _named(round: Round) -> list[dict[str, str]]:
    """Return the documents that were signed as one; none of what was tampered with."""
    try:
        return list(dict(json.loads(bytes(round.manifest or b"{}"))).get("documents", ()))
    except (ValueError, TypeError):
        return []
