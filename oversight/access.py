"""Which zone the city may work on, and which import, round, certificate or review is shown."""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from documents.models import Clause, ClauseLink, Document, StandardEdition
from documents.models.sight import Sight
from oversight.audits.roles import may_audit
from oversight.city.indicators import BY_NAME, Indicator
from oversight.city.sides import leads
from oversight.examination.results import Gap, Shared
from oversight.improvement.sight import actions_seen_by, reviews_seen_by
from oversight.models import (
    Audit,
    Certificate,
    ClauseExclusion,
    Examination,
    Examiner,
    Finding,
    FindingEntry,
    FindingQuerySet,
    FollowUp,
    FollowUpQuerySet,
    ImportRun,
    ManagementReview,
    Objection,
    ObjectiveResult,
    QualityObjective,
    RegisterImport,
    ReviewAction,
    Score,
)
from oversight.standards.representative import appointment_of
from tenants.access import Standing
from tenants.models import Member, Tenant
from tenants.people.roles import ABILITIES


def get_zone(code: str) -> Tenant:
    """Return an organ or zone by its code in an address, or 404; the city is none."""
    zone = Tenant.objects.exclude(kind=Tenant.Kind.CITY).filter(code=code.upper()).first()
    if zone is None or zone.slug != code:
        raise Http404
    return zone


def may_open(member: Member, zone: Tenant) -> bool:
    """A provisioner of the city sets up any zone, an administrator their own."""
    is_own = member.tenant_id == zone.pk
    return member.can("city.provision") or (is_own and member.can("settings.organisation"))


def get_import(member: Member, run_id: UUID) -> ImportRun:
    """Return an import of the member's own zone, or 404."""
    runs = ImportRun.objects.select_related("by")
    return get_object_or_404(runs if member.can("documents.import") else runs.none(), pk=run_id)


def get_register_import(member: Member, register_id: UUID) -> RegisterImport:
    """Return an import of a register without its bytes, or 404."""
    jobs = RegisterImport.objects.defer("content")
    return get_object_or_404(
        jobs if member.can("documents.import") else jobs.none(), pk=register_id
    )


def rounds_of_city(member: Member) -> QuerySet[Examination]:
    """Return the rounds that somebody of the city sees: all, or those they examine in."""
    if member.can("city.examinations"):
        return Examination.objects.all()
    mine = Examiner.objects.filter(member=member).values("round")
    return Examination.objects.announced().filter(pk__in=mine)


def get_round(member: Member, round: UUID) -> Examination:
    """Return a round that this member of the city sees, or 404."""
    return get_object_or_404(rounds_of_city(member), pk=round)


def get_indicator(name: str) -> Indicator:
    """Return an indicator by its name in an address, or 404."""
    if name not in BY_NAME:
        raise Http404
    return BY_NAME[name]


def get_follow_up(pk: UUID) -> FollowUp:
    """Return a follow-up of any tenant, for the city; or 404."""
    return get_object_or_404(FollowUp.objects.select_related("tenant"), pk=pk)


def own_follow_ups(member: Member) -> FollowUpQuerySet:
    """Return what the member's own tenant was asked."""
    return FollowUp.objects.of(member.tenant_id)


def get_own_follow_up(member: Member, pk: UUID) -> FollowUp:
    """Return a follow-up of the member's own tenant, or 404."""
    return get_object_or_404(own_follow_ups(member).select_related("tenant"), pk=pk)


def get_certificate(member: Member, pk: UUID) -> Certificate:
    """Return a certificate with all that happened to it, or 404."""
    seen = Certificate.objects.select_related("owner", "unit", "scan", "renews")
    seen = seen.prefetch_related("events__by", "audits__owner")
    return get_object_or_404(seen if member.can("certificates.read") else seen.none(), pk=pk)


def get_audit(member: Member, pk: UUID) -> Audit:
    """Return an audit with its people, or 404."""
    seen = Audit.objects.select_related("owner", "certificate", "report", "planned_by")
    seen = seen.prefetch_related("team")
    return get_object_or_404(seen if member.can("certificates.read") else seen.none(), pk=pk)


def findings_of(member: Member) -> FindingQuerySet:
    """Return the findings that a member reads: who reads audits reads what they found."""
    found: FindingQuerySet = Finding.objects.listed()
    return found if member.can("certificates.read") else found.none()


def get_finding(member: Member, pk: UUID) -> Finding:
    """Return a finding with all that was said about it, or 404."""
    found = (
        findings_of(member)
        .prefetch_related("entries__by", "entries__leaver")
        .select_related(*("answered_by", "verified_by", "raised_by"))
    )
    return get_object_or_404(found, pk=pk)


def reads_files_of(member: Member, finding: Finding) -> bool:
    """Tell who opens the files beside a finding: they may say as much as its document does."""
    if finding.document_id is None or member.pk in (finding.owner_id, finding.verifier_id):
        return True
    seen = Document.objects.visible_to(member).filter(pk=finding.document_id)
    return may_audit(member, finding.audit) or seen.exists()


def get_finding_entry(member: Member, finding: Finding, n: int) -> FindingEntry:
    """Return what was said about a finding with a file beside it that one may open, or 404."""
    if not reads_files_of(member, finding):
        raise Http404
    said = finding.entries.filter(file__isnull=False).select_related("file")
    return get_object_or_404(said, n=n)


def leads_tenant(member: Member) -> bool:
    """Tell whether a member leads their tenant, asked once a request."""
    return member.once(leads)


def reads_own_report(member: Member) -> bool:
    """Tell who reads their tenant's report: controllers, auditors, and its leader."""
    return member.can("examinations.follow") or leads_tenant(member)


def get_own_round(member: Member, round: UUID) -> Examination:
    """Return a round that a member of a tenant sees, or 404: all see what is published."""
    rounds = Examination.objects.announced()
    if not reads_own_report(member):
        rounds = rounds.filter(state=Examination.State.PUBLISHED)
    return get_object_or_404(rounds, pk=round)


def may_object(member: Member, round: Examination) -> bool:
    """Tell whether a member may object to the result of their tenant by now."""
    is_open = round.takes_objections(member.tenant.today())
    return is_open and (member.can("examinations.report") or leads_tenant(member))


def shared_open_to(
    member: Member, standings: Iterable[Standing], gaps: Iterable[Gap]
) -> set[Shared]:
    """Return which shared documents somebody may open: here, or where they are a member, too."""
    shared = {each for gap in gaps for each in gap.shared}
    own = {each.number: each for each in shared if each.tenant.pk == member.tenant_id}
    seen = Document.objects.visible_to(member).filter(number__in=own)
    reads = {each.tenant.pk for each in standings if each.member.can("documents.read")}
    elsewhere = reads - {member.tenant_id}
    numbers = seen.values_list("number", flat=True) if own else []
    return {own[n] for n in numbers} | {each for each in shared if each.tenant.pk in elsewhere}


def may_see_part(member: Member, examiners: Collection[Examiner]) -> bool:
    """Tell whether somebody of the city sees a tenant's part: the office, or its examiners."""
    is_examiner = any(examiner.member_id == member.pk for examiner in examiners)
    return is_examiner or member.can("city.examinations")


def scores_seen_by(member: Member, scores: Sequence[Score]) -> list[Score]:
    """Return the scores of a criterion that its reader sees: who scores, after their own."""
    own = [score for score in scores if score.examiner.member_id == member.pk]
    return list(scores) if own or member.can("city.examinations") else []


def possible_examiners() -> list[Member]:
    """Return who of the city can be asked to examine."""
    roles = [str(role) for role in ABILITIES["city.score"]]
    return list(Member.objects.active().filter(roles__overlap=roles).order_by("name"))


def get_objection(member: Member, objection: UUID) -> Objection:
    """Return an objection that came to the city, or 404."""
    found = Objection.objects.select_related("round", "zone")
    return get_object_or_404(
        found if member.can("city.examinations") else found.none(), pk=objection
    )


def objections_to(member: Member, round: Examination) -> list[Objection]:
    """Return the objections to a round's results, with their answers, the newest first."""
    if not member.can("city.examinations"):
        return []
    found = Objection.objects.filter(round=round).select_related("zone")
    return list(found.prefetch_related("answers").order_by("-at"))


def get_clause(edition: StandardEdition, number: str) -> Clause:
    """Return a clause of an edition by its number, or 404."""
    clauses = Clause.objects.select_related("edition", "parent")
    return get_object_or_404(clauses, edition=edition, number=number)


def get_link(clause: Clause, member: Member, link_id: UUID) -> ClauseLink:
    """Return a link of the clause to a document that the member may know of, or 404."""
    links = ClauseLink.objects.filter(clause=clause).select_related("document", "clause__edition")
    return get_object_or_404(links.filter(Sight.of(member).of_documents("document__")), pk=link_id)


def may_see_exclusions(member: Member) -> bool:
    """Who reads the clause matrix, and the management representative who decides."""
    return member.can("clauses.read") or appointment_of(member) is not None


def get_exclusion(member: Member, exclusion_id: UUID) -> ClauseExclusion:
    """Return what was asked for or decided about a clause, or 404."""
    rows = ClauseExclusion.objects.with_people()
    return get_object_or_404(rows if may_see_exclusions(member) else rows.none(), pk=exclusion_id)


def get_management_review(member: Member, pk: UUID) -> ManagementReview:
    """Return a management review that a member may read, or 404."""
    seen = reviews_seen_by(member).select_related("owner", "minutes", "planned_by", "tenant")
    return get_object_or_404(seen, pk=pk)


def get_decision(member: Member, pk: UUID) -> ReviewAction:
    """Return a decision of a management review that a member may read, or 404."""
    seen = actions_seen_by(member).select_related("review", "owner", "unit", "done_by")
    return get_object_or_404(seen, pk=pk)


def get_objective(member: Member, pk: UUID) -> QualityObjective:
    """Return a quality objective, or 404."""
    seen = QualityObjective.objects.select_related("owner", "unit")
    return get_object_or_404(seen if member.can("objectives.read") else seen.none(), pk=pk)


def may_enter_results(member: Member, objective: QualityObjective) -> bool:
    """Tell who says what came of an objective: its owner, and controllers."""
    is_owner = objective.owner_id == member.pk and member.can("objectives.enter")
    return is_owner or member.can("objectives.control")


def get_result(objective: QualityObjective, pk: UUID) -> ObjectiveResult:
    """Return a result of an objective, or 404."""
    return get_object_or_404(objective.results.select_related("evidence"), pk=pk)
