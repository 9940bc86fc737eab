"""A proof in the reader's language: the same sentences and rows on the page, the sheet, paper."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from approvals.distribution.proof import Proof
from approvals.distribution.told_words import kind_of, minute, result_of
from approvals.models import Acknowledgement
from documents.lists.columns import Cell, Column
from tenants.models import Notice


class Row(NamedTuple):
    """One thing that is known, and when that was."""

    what: str
    when: str
    said: str


COLUMNS: Final = (
    Column("what", gettext_lazy("Fact"), 22, lambda found: found["what"]),
    Column("when", gettext_lazy("When"), 17, lambda found: found["when"], keeps_line=True),
    Column("said", gettext_lazy("What is kept of it"), 70, lambda found: found["said"]),
)


def lines(proof: Proof) -> Iterator[list[Cell]]:
    """Make the cells of each row, in the order of the columns."""
    for row in rows(proof):
        yield [column.cell(row._asdict()) for column in COLUMNS]


def duty(proof: Proof) -> str:
    """Say whether the person had to read it on the day, since when, why, and until when."""
    standing = proof.standing
    named = {
        "name": proof.person.name,
        "text": f"{proof.revision.document.number} {proof.revision.label}",
        "day": proof.day.isoformat(),
    }
    if standing.since is None or standing.due_on is None or standing.state == "exempt":
        said = _("%(name)s did not have to read %(text)s on %(day)s.") % named
        return f"{said} {standing.reason}"
    named |= {"since": standing.since.isoformat(), "due": standing.due_on.isoformat()}
    if standing.state == "carried over":
        said = _("%(name)s did not have to read %(text)s anew on %(day)s.") % named
        return f"{said} {standing.reason}"
    if standing.state == "not required":
        said = _("%(name)s did not have to read %(text)s on %(day)s any more.") % named
        return f"{said} {standing.reason}"
    said = _("%(name)s had to read %(text)s on %(day)s: since %(since)s, by %(due)s.") % named
    return f"{said} {standing.reason}"


def deed(proof: Proof) -> str:
    """Say whether the person had acknowledged it when the day was over, and how."""
    if proof.given is not None:
        named = {"at": minute(proof.given.at), "how": _how(proof.given)}
        return _("Acknowledged on %(at)s: %(how)s.") % named
    if (held := proof.carried) is not None:
        named = {"label": held.revision.label, "at": minute(held.at), "how": _how(held)}
        return _("Carried over from %(label)s, acknowledged on %(at)s: %(how)s.") % named
    if proof.is_late:
        return _("Not acknowledged when the day was over: late.")
    return _("Not acknowledged when the day was over.")


def rows(proof: Proof) -> list[Row]:
    """Return what is known, in the order in which a reader asks for it."""
    return [*_of_text(proof), *_of_person(proof), *_of_urges(proof), *_of_notices(proof)]


def _of_text(proof: Proof) -> Iterator[Row]:
    revision = proof.revision
    if revision.effective_at:
        until = revision.superseded_at
        said = _("Until %(day)s") % {"day": minute(until)} if until else _("It still is")
        yield Row(_("In force since"), minute(revision.effective_at), said)
    for put in proof.distributions:
        to = str(put.place or put.get_scope_display())
        named = {"to": to, "due": put.due_on.isoformat()}
        said = _("To %(to)s, to read by %(due)s") % named
        yield Row(_("Distributed"), put.published_on.isoformat(), said)


def _of_person(proof: Proof) -> Iterator[Row]:
    if proof.given is not None:
        yield _of_given(proof.given, _("Acknowledged"))
    yield from _of_questions(proof)
    if proof.entry is not None:
        named = {"n": proof.entry.sequence, "hash": proof.entry.hash}
        yield Row(_("In the audit trail"), "", _("Entry %(n)d, SHA-256 %(hash)s") % named)
    if proof.later is not None:
        yield _of_given(proof.later, _("Acknowledged after the day"))
    for other in proof.others:
        yield _of_given(other, _("Acknowledged too: %(label)s") % {"label": other.revision.label})
    for away in proof.absences:
        last = away.valid_until.isoformat()
        yield Row(
            pgettext("reading", "Away"),
            away.valid_from.isoformat(),
            _("Until %(day)s") % {"day": last},
        )


def _of_questions(proof: Proof) -> Iterator[Row]:
    """Say whether it was understood, since when, and at which try: never what was chosen."""
    if not proof.understood:
        return
    what, given = _("Understanding"), proof.given or proof.carried
    if proof.understood_at is not None:
        said = ngettext(
            "Yes: %(n)d question of understanding answered rightly",
            "Yes: %(n)d questions of understanding answered rightly",
            len(proof.understood),
        )
        yield Row(what, minute(proof.understood_at), said % {"n": len(proof.understood)})
    elif given is not None:
        how = _("carried over") if proof.carried else _how(given)
        yield Row(what, "", _("Not asked: %(how)s") % {"how": how})
        return
    for each in proof.understood:
        if each.at is not None:
            named = {"text": each.question.text, "n": each.tries}
            said = _("“%(text)s”, answered rightly at try %(n)d") % named
            yield Row(_("Question %(n)s") % {"n": each.question.position}, minute(each.at), said)


def _of_given(given: Acknowledgement, what: str) -> Row:
    said = f"{_how(given)}: “{given.statement}”" if given.statement else _how(given)
    return Row(what, minute(given.at), said)


def _of_urges(proof: Proof) -> Iterator[Row]:
    for urge in proof.urges:
        named = {"name": urge.by.name}
        yield Row(_("Urged"), minute(urge.at), _("By %(name)s") % named)


def _of_notices(proof: Proof) -> Iterator[Row]:
    for told in proof.told:
        if told.state == Notice.State.SKIPPED:
            continue  # a newer one went in its place
        yield Row(_("Told: %(kind)s") % {"kind": kind_of(told)}, minute(told.at), result_of(told))


def _how(given: Acknowledgement) -> str:
    return str(Acknowledgement.How(given.how).label)


def seal(proof: Proof) -> list[str]:
    """Say by what the facts are told again: their hash, and where the audit trail stood."""
    return [
        _("SHA-256 of these facts: %(hash)s") % {"hash": proof.sha256},
        _("Audit trail: entry %(n)d, SHA-256 %(hash)s")
        % {"n": proof.head.sequence, "hash": proof.head.hash},
    ]
