"""Two rounds of examination: last half-year's, published, and this one's, which runs."""

import datetime as dt
from collections.abc import Generator
from contextlib import contextmanager
from decimal import Decimal
from functools import partial
from typing import Any, Final

from django.utils import timezone

from approvals.rounds.proofs import Password
from config.demo.past import clock_at
from config.demo.people import PASSWORD
from documents.models import Document
from oversight.actions.circulations import sign_alone
from oversight.actions.examinations import begin_scoring, draft_round, open_round, save_criteria
from oversight.actions.examining import assign_examiners, give_points
from oversight.actions.objections import answer_objection, object_to
from oversight.actions.results import publish, sign_result
from oversight.actions.self_reports import hand_in, save_report
from oversight.city.sides import leaders
from oversight.examination.reporting import Written, last_promises, manifest, report_of
from oversight.examination.results import statement
from oversight.models import Examination, Examiner, Objection, Scorecard
from oversight.models.signed_text import sha256_of
from tenants.models import Member, Tenant
from tenants.people.roles import Role
from tenants.scope import tenant_scope

DAY: Final = dt.timedelta(days=1)
CRITERIA: Final[tuple[dict[str, Any], ...]] = (
    {"title": "定期评审按期完成", "weight": 25, "indicator": "reviews_overdue",
     "thresholds": [[0, 100], [2, 60], [5, 30]]},
    {"title": "审批按时办结", "weight": 15, "indicator": "approvals_overdue",
     "thresholds": [[0, 100], [2, 50]]},
    {"title": "阅读确认率", "weight": 20, "indicator": "acknowledged_percent",
     "thresholds": [[95, 100], [90, 80], [75, 50]]},
    {"title": "投诉处理与改进", "weight": 25, "asks": "投诉处理程序及上半年处理记录"},
    {"title": "内部审核整改", "weight": 15, "asks": "内审程序、整改记录"},
)  # fmt: skip
PROMISES: Final = ("逾期评审月清月结", "窗口人员阅读确认率达到 95%")
KEPT: Final = ("partly", "已建立月度清单，仍有个别逾期")
LATE, SILENT, DRAFTING = "KMYZ", "KMXF", "KMHT"


@contextmanager
def at(tenant: Tenant, moment: dt.datetime) -> Generator[None]:
    """Make it this moment, in this tenant."""
    moment = min(moment, timezone.now())
    with clock_at(moment), tenant_scope(tenant.pk, time_zone=tenant.time_zone):
        yield


def examine_last_half(domain: str) -> None:
    """Let the round of last half-year happen, to its result and an objection; again = nothing."""
    if Examination.objects.exists():
        return
    city, zones, today = _city()
    half = _half(today)
    ended = dt.date(today.year, 6, 30) if half == 2 else dt.date(today.year - 1, 12, 31)
    before = (today.year, 1) if half == 2 else (today.year - 1, 2)
    staff = partial(_member, city, domain)
    past = _opened(city, staff, before, _evening(ended, 10), opened=_evening(ended, -20))
    _publish(city, zones, past, staff)


def examine_this_half(domain: str) -> None:
    """Let this half-year's round be open, and the next one be a draft; again = nothing."""
    if Examination.objects.count() > 1:
        return
    city, zones, today = _city()
    half = _half(today)
    staff = partial(_member, city, domain)
    now = _opened(
        city, staff, (today.year, half), _evening(today, 20), opened=timezone.now() - 6 * DAY
    )
    for zone in zones[:4]:
        _report(zone, now, timezone.now() - DAY, is_draft=zone.code == DRAFTING)
    following = (today.year, 2) if half == 1 else (today.year + 1, 1)
    _drafted(city, staff, following, _evening(today, 220), made=timezone.now())


def _city() -> tuple[Tenant, list[Tenant], dt.date]:
    """Return the city, who is examined, and its day."""
    city = Tenant.objects.get(kind=Tenant.Kind.CITY)
    zones = list(Tenant.objects.exclude(pk=city.pk).filter(live_at__isnull=False))
    return city, zones, city.today()


def _half(day: dt.date) -> int:
    return 1 if day.month <= 6 else 2


def _evening(day: dt.date, later: int) -> dt.datetime:
    """Return six in the evening in Kunming, so many days later."""
    return dt.datetime.combine(day + later * DAY, dt.time(10), dt.UTC)


def _member(city: Tenant, domain: str, key: str) -> Member:
    with tenant_scope(city.pk, time_zone=city.time_zone):
        return Member.objects.select_related("user").get(user__email=f"{key}@{domain}")


def _drafted(
    city: Tenant, staff: Any, period: tuple[int, int], due: dt.datetime, made: dt.datetime
) -> Examination:
    year, half = period
    name = f"{year} 年{'上' if half == 1 else '下'}半年质量管理体系考核"
    quin = staff("quin")
    with at(city, made):
        round = draft_round({"name": name, "year": year, "half": half, "due_at": due}, by=quin)
        blank = {"indicator": "", "thresholds": [], "asks": ""}
        rows = [
            blank | row | {"kind": "automatic" if row.get("indicator") else "judged"}
            for row in CRITERIA
        ]
        save_criteria(round, rows, by=quin)
    return round


def _opened(
    city: Tenant, staff: Any, period: tuple[int, int], due: dt.datetime, opened: dt.datetime
) -> Examination:
    round = _drafted(city, staff, period, due, opened)
    with at(city, opened):
        open_round(round, by=staff("quin"))
    round.refresh_from_db()
    return round


def _report(
    zone: Tenant, round: Examination, moment: dt.datetime, *, is_draft: bool = False
) -> None:
    """Write a tenant's report; unless it stays a draft its leader signs, and it is handed in."""
    with at(zone, moment):
        controllers = Member.objects.active(timezone.localdate()).with_role(Role.CONTROLLER)
        controller = controllers.select_related("user").first()
        found = leaders(timezone.localdate())
        if controller is None or not found:
            return
        numbers = list(Document.objects.in_force_now().values_list("number", flat=True)[:2])
        judged = [each for each in round.criteria.all() if each.asks]
        written = Written(
            achievements="体系文件全部转为电子受控，审批平均用时缩短；窗口岗位规程完成修订。",
            shortcomings="个别科室定期评审不及时，新进人员阅读确认偏慢。",
            promises=PROMISES,
            evidence={judged[0].pk: numbers},
            shared=frozenset({judged[0].pk}),
            kept={each.position: KEPT for each in last_promises(round)},
        )
        save_report(round, written, by=controller, version=0)
        report = report_of(round)
        if report is None or is_draft:
            return
        leader = Member.objects.select_related("user").get(pk=found[0])
        seen = sha256_of(manifest(report))
        sign_alone(report, by=leader, proof=Password(PASSWORD), seen=seen)
        report.refresh_from_db()
        hand_in(report, by=controller)


def _publish(city: Tenant, zones: list[Tenant], round: Examination, staff: Any) -> None:
    """Let the tenants report, examiners score, the leader sign, and one tenant object."""
    for n, zone in enumerate(zones):
        with at(zone, round.due_at - DAY / 4):
            Scorecard.objects.get_or_create(
                tenant=zone,
                day=timezone.localdate(),
                defaults={
                    "documents": 14 + n, "reviews_overdue": n % 4, "approvals_overdue": n % 3,
                    "acknowledgements_required": 100, "acknowledgements_done": 99 - 4 * (n % 6),
                },
            )  # fmt: skip
        if zone.code != SILENT:
            late = DAY if zone.code == LATE else -DAY
            _report(zone, round, round.due_at + late)
    office, first, second, third = map(staff, ("quin", "km-head", "km-author", "km-mr"))
    with at(city, round.due_at + 3 * DAY):
        begin_scoring(round, by=office)
        for zone in zones:
            assign_examiners(round, zone, [first, second], third, by=office)
    with at(city, round.due_at + 6 * DAY):
        for n, zone in enumerate(zones):
            if zone.code != SILENT:
                _score(round, zone, n)
    lena = staff("lena")
    with at(city, round.due_at + 10 * DAY):
        seen = sha256_of(statement(round))
        sign_result(round, by=lena, proof=Password(PASSWORD), seen=seen)
    with at(city, round.due_at + 11 * DAY):
        publish(round, by=office)
    round.refresh_from_db()
    _object(city, zones[0], round, office)


def _score(round: Examination, zone: Tenant, n: int) -> None:
    for criterion in round.criteria.filter(kind="judged"):
        weight = Decimal(criterion.weight)
        examiners = Examiner.objects.filter(round=round, zone=zone).select_related("member")
        for examiner in examiners:
            share = Decimal(95 - 7 * (n % 5)) / 100
            if n == 2 and examiner.member.name == examiners[1].member.name:
                share -= Decimal("0.30")  # too far apart: the third decides
            if examiner.is_third and n != 2:
                continue
            reason = "记录完整，整改有验证" if n % 2 else "记录基本完整，部分整改缺少验证"
            points = (weight * share).quantize(Decimal("0.5"))
            give_points(examiner, criterion, points, reason, by=examiner.member)


def _object(city: Tenant, zone: Tenant, round: Examination, office: Member) -> None:
    """Let a tenant object, and the office answer."""
    with at(zone, round.due_at + 12 * DAY):
        controller = Member.objects.active(timezone.localdate()).with_role(Role.CONTROLLER)[0]
        object_to(round, "评审逾期数含已移交其他单位的文件，请核对。", by=controller)
    with at(city, round.due_at + 13 * DAY):
        objection = Objection.objects.select_related("round", "zone").latest("at")
        said = "经核对，移交在截止之后办理，原数据不变。"
        answer_objection(objection, said, by=office, is_upheld=False)
