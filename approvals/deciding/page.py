"""What the page to decide shows: what changes since when, what it touches, what was said."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from approvals.acts.shown import Asked
from approvals.colleagues.shown import More
from approvals.deciding.access import Decision
from approvals.impact.shown import Impact
from approvals.models import Step
from approvals.models.delegation import in_place_of
from approvals.packages import shown
from approvals.rounds.since import Since
from approvals.rounds.wording import ROLES, act_of, meaning_of
from approvals.talk.conversation import Conversation
from approvals.telling import Telling
from documents import content, pictures
from documents.attachments import form_changes, forms_of
from documents.comparison import Comparison, Ticks, ticks_of
from documents.converting.report import Report
from documents.looks import reading_of
from documents.text.render import to_html
from tenants.http import MemberRequest
from tenants.models import Member


def context_of(request: MemberRequest, found: Decision) -> dict[str, Any]:
    """Return what the page shows of a step, or of all steps that are decided with it."""
    revision, reader = found.revision, request.member
    reading = reading_of(revision, request.GET, code=request.tenant.slug)
    context = {
        "step": found.step,
        "is_open": found.is_open,
        "only_views": found.only_views,
        "revision": revision,
        "reading": reading,
        "trail": found.trail,
        "meaning": _meanings(found),
        "names": _names(found, reader),
        "more": More.of(found, reader),
        "talk": Conversation.of(revision, reader, found.steps),
        "telling": Telling.beside(revision, reader),
        "role": ROLES.get(found.step.meaning, ""),
        **_words(found),
    }
    if found.round.is_act:
        touched = Impact.of_act(found.dossier.document, reader)
        asked = {"asked": Asked.of(found.round), "act": act_of(found.step)}
        return context | asked | {"impact": touched}
    return context | _compared(request, found, is_read=not reading.pages) | _package(found, reader)


def ticked(found: Decision, reader: Member) -> dict[Any, Ticks]:
    """Count what was ticked of the changes that are signed, of each text that has some to tick."""
    if found.round.is_act:
        return {}
    pairs = [(content.predecessor(revision), revision) for revision in found.revisions()]
    return {new.pk: ticks_of(reader, old, new) for old, new in pairs if old}


def _package(found: Decision, reader: Member) -> dict[str, Any]:
    """Return what else the page shows of a package: its documents, and who has decided."""
    package = found.package
    if package is None:
        return {}
    viewed = ticked(found, reader)
    return {
        "package": package,
        "label": shown.STATES[package.state],
        "documents": [(each, viewed.get(each.pk)) for each in package.revisions()],
        "unviewed": sum(ticks.left for ticks in viewed.values()),
        "changes": sum(ticks.of for ticks in viewed.values()),
        "entries": shown.entries_of(package),
        "past": shown.past_of(package),
    }


def _words(found: Decision) -> dict[str, str]:
    """Say what one signs, or has seen."""
    if found.package is not None:
        return {"sign_words": _("Sign the package"), "seen_words": _("I have seen the package")}
    label = {"label": found.revision.label}
    sign = act_of(found.step) if found.round.is_act else _("Sign %(label)s") % label
    return {"sign_words": sign, "seen_words": _("I have seen %(label)s") % label}


def _compared(request: MemberRequest, found: Decision, *, is_read: bool) -> dict[str, Any]:
    """Return what changed since the revision before, or the whole text of a first one."""
    revision, document = found.revision, found.dossier.document
    old = found.dossier.before(revision)
    at = pictures.address(request.tenant.slug, document.number, revision.n)
    comparison = Comparison.of(request, document, old, revision) if old and is_read else None
    forms = form_changes(old, revision) if old else []
    redline = comparison.redline if comparison else None
    since = Since.of(found.round, found.steps, request.member)
    return {
        "impact": Impact.of(revision, request.member, redline=redline, forms=forms),
        "old": old,
        "comparison": comparison,
        "unviewed": comparison.ticks.left if comparison else 0,
        "changes": comparison.ticks.of if comparison else 0,
        "since": since,
        "since_rows": since.rows(at) if since else [],
        "html": to_html(content.blocks_of(revision), at) if is_read and not old else "",
        "source": Report.of(revision),
        "blank_forms": forms_of(revision),
        "form_changes": forms,
        "reading_questions": revision.reading_questions.all(),
    }


def _meanings(found: Decision) -> str:
    """Say what the signature will mean, in each capacity once."""
    said: list[str | Promise]
    said = [meaning_of(step.round, step.meaning) for step in found.decided if not step.only_views]
    return "、".join(dict.fromkeys(map(str, said)))


def _names(found: Decision, reader: Member) -> str:
    """Return both names as they will be signed, or how the step is shown to its holder."""
    names = (_names_of(step, reader) for step in found.decided)
    return "、".join(dict.fromkeys(filter(None, names)))


def _names_of(step: Step, reader: Member) -> str:
    if step.is_stood_in():
        return in_place_of(reader.name, step.member.name)
    return step.names_beside(reader)
