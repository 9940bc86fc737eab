"""Say for which clauses documents of a demo zone are, and which do not apply there."""

from collections.abc import Mapping
from typing import Final

from documents.actions.clauses import link_clause
from documents.models import Clause, ClauseLink, Document
from documents.standards.linking import place
from oversight.actions.exclusions import ask_exclusion, decide_exclusion
from oversight.standards.representative import representatives
from tenants.models import Member

Coverage = ClauseLink.Coverage

# starter procedure or part of a title, clause, item, how far, why
LINKS: Final = (
    ("文件控制", "7.5.3.2", "", Coverage.FULL, "规定外来文件的识别、登记和查新"),
    ("文件控制", "7.5.1", "b", Coverage.FULL, "规定本单位需要哪些成文信息"),
    ("投诉", "8.7.2", "", Coverage.PARTIAL, "只涉及投诉中发现的差错，不含自查发现的"),
    ("投诉", "10.2.2", "a", Coverage.FULL, "投诉处置单记录不合格的性质和措施"),
    ("质量手册", "4.3", "", Coverage.FULL, "第 1 章说明体系范围和不适用条款"),
)
EXCLUDED: Final = ("8.3", "本单位按上级规定提供服务，不开展产品和服务的设计和开发")
ASKED: Final = ("8.5.5", "办结后没有约定的交付后活动")


def judge_clauses(members: Mapping[str, Member]) -> None:
    """Link what the stories leave open; the representative finds a clause not applicable."""
    controller = next((m for m in members.values() if m.can("documents.control")), None)
    if controller is None:
        return
    clauses = {c.number: c for c in Clause.objects.filter(edition__state="current")}
    for title, number, item, coverage, why in LINKS:
        document = Document.objects.live().filter(title__contains=title).first()
        if document is not None:
            link_clause(
                document, clauses[number], item=item, coverage=coverage, why=why, by=controller
            )
    representative = representatives().exclude(pk=controller.pk).first()
    if representative is not None:
        excluded, _asked = (
            ask_exclusion(clauses[number], reason=reason, by=controller)
            for number, reason in (EXCLUDED, ASKED)
        )
        decide_exclusion(excluded, approve=True, by=representative)


def keep_old_words(members: Mapping[str, Member]) -> None:
    """Leave a document as it came from an older register: with words that are no clause."""
    if "cora" in members and (document := Document.objects.live().order_by("-number_key").first()):
        document.clauses = ", ".join(filter(None, (document.clauses, "安全生产标准化 5.2")))
        document.save(update_fields=["clauses"])
        place([document], by=None)
