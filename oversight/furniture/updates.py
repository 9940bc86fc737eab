"""What a newer version of its blueprint would add to a tenant, or change in it, item by item."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from approvals.models import Meaning, Route
from approvals.rounds.conditions import only_when
from documents.models import Document, DocumentType, Revision
from oversight.actions.furnishing import KINDS, origin
from oversight.furniture import blueprint
from oversight.furniture.blueprint import Blueprint
from oversight.furniture.items import LATER, Items, fingerprint, furniture_of, items_of
from oversight.models import Adoption
from tenants.models import Post, Tenant, Unit

LABELS: Final = {
    "name_zh": gettext_lazy("Chinese name"),
    "name_en": gettext_lazy("English name"),
    "title_zh": gettext_lazy("Chinese title"),
    "title_en": gettext_lazy("English title"),
    "parent": gettext_lazy("Belongs to"),
    "is_head": gettext_lazy("Leads a unit"),
    "restricted": gettext_lazy("Restricted"),
    "level": gettext_lazy("Level"),
    "number_pattern": gettext_lazy("Number pattern"),
    "folder": gettext_lazy("Folder"),
    "review_months": gettext_lazy("Review interval"),
    "same_signer": gettext_lazy("One person may do all"),
    "signing": gettext_lazy("Signatures confirmed by"),
    "sections_zh": gettext_lazy("Chinese sections"),
    "sections_en": gettext_lazy("English sections"),
    "stages": gettext_lazy("Stages"),
    "type": gettext_lazy("Type"),
    "unit": gettext_lazy("Owning unit"),
    "clauses": gettext_lazy("ISO 9001 clauses"),
    "text": gettext_lazy("Text"),
}
HIDDEN: Final = {"code", "file"}  # names of items, not contents


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that would change: how it is here, and how it is offered."""

    label: str
    here: str
    offered: str


@dataclass(frozen=True, slots=True)
class Offer:
    """An item of the newer version that the tenant has not decided on."""

    item: str  # "units/OFC"
    kind: str
    name: str
    is_new: bool
    is_changed_here: bool  # the tenant has made it its own since it took it
    differences: list[Difference]


@dataclass(frozen=True, slots=True)
class Update:
    """What the tenant has taken, what there is, and what is to be decided."""

    adoption: Adoption
    blueprint: Blueprint
    offers: list[Offer]
    same: dict[str, str]  # items that are here as they are offered, with their fingerprints


def update_of(tenant: Tenant) -> Update | None:
    """Compare the running tenant with its blueprint as it is now; None if it follows none."""
    adoption = Adoption.objects.first()
    if adoption is None or adoption.source not in blueprint.names():
        return None
    plan = blueprint.load(adoption.source)
    ours, theirs = _here(tenant, plan), items_of(plan)
    offers, same = [], {}
    for item, offered in theirs.items():
        print_ = fingerprint(offered)
        if item in ours and fingerprint(ours[item]) == print_:
            same[item] = print_
        elif print_ not in (adoption.taken.get(item), adoption.kept.get(item)):
            offers.append(_offer(item, ours.get(item), offered, adoption.taken.get(item)))
    return Update(adoption, plan, [o for o in offers if o.item not in _ended()], same)


def _here(tenant: Tenant, plan: Blueprint) -> Items:
    routes = Route.objects.current().exclude(document_type=None).select_related("document_type")
    own: Items = {f"routes/{r.document_type.code}·{r.change_class}": [] for r in routes}
    return own | items_of(furniture_of(tenant)) | _procedures(plan)


def _procedures(plan: Blueprint) -> Items:
    """Return the starter procedures as they are here; who has begun to work on one, keeps it."""
    drafts = Revision.objects.filter(n=1, state=Revision.State.DRAFT, saves=0, source=None)
    untouched = {d.document_id: d.markdown for d in drafts}
    here = {d.imported_from: d for d in Document.objects.exclude(imported_from="")}
    found: Items = {}
    for procedure in plan.procedures:
        document = here.get(origin(plan.code, procedure.file))
        if document is not None:
            said = asdict(procedure) | {"text": plan.texts[procedure.file]}
            if document.pk in untouched:
                said |= {"text": untouched[document.pk], "title_zh": document.title}
            found[f"procedures/{procedure.file}"] = said
    return found


def _ended() -> set[str]:
    """Return the items that the tenant has given up: they are not offered again."""
    ended = {f"units/{unit.code}" for unit in Unit.objects.exclude(ended_on=None)}
    ended |= {f"posts/{post.code}" for post in Post.objects.exclude(ended_on=None)}
    retired = DocumentType.objects.filter(retired=True)
    return ended | {f"document_types/{kind.code}" for kind in retired}


def _offer(item: str, here: Any, offered: Any, taken: str | None) -> Offer:
    kind, _slash, code = item.partition("/")
    is_own = here is not None and kind != "procedures" and fingerprint(here) != taken
    return Offer(
        item,
        kind=str(KINDS[kind]),
        name=f"{code} · {_name(offered)}" if isinstance(offered, dict) else code,
        is_new=here is None,
        is_changed_here=is_own,
        differences=_differences(here, offered),
    )


def _name(said: Mapping[str, Any]) -> str:
    language = "zh" if (get_language() or "").startswith("zh") else "en"
    return str(said.get(f"name_{language}") or said.get(f"title_{language}"))


def _differences(here: Any, offered: Any) -> list[Difference]:
    if isinstance(offered, list):
        here, offered = {"stages": here}, {"stages": offered}
    before, after = (LATER | (said or {}) for said in (here, offered))
    return [
        Difference(str(LABELS[field]), _said(field, before.get(field)), _said(field, value))
        for field, value in after.items()
        if field not in HIDDEN and before.get(field) != value
    ]


def _said(field: str, value: Any) -> str:
    """Write a value as a person reads it."""
    if value is None:
        return ""
    if field == "text":
        return _("%(n)d characters") % {"n": len(value)}
    if field == "stages":
        return " → ".join(_stage(stage) for stage in value)
    if field == "signing":
        return str(DocumentType.Signing(value).label)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return ", ".join(value) if isinstance(value, list) else str(value)


def _stage(stage: Mapping[str, Any]) -> str:
    meaning = Meaning(stage["meaning"]).label
    who = stage["post"] or stage["role"]
    days = _("%(n)d days") % {"n": stage["due_days"]}
    when = only_when(stage.get("condition", {}))
    return f"{_name(stage)} ({', '.join(filter(None, (str(meaning), who, days, when)))})"
