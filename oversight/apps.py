from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

FOUND = _("Findings of audits")


class OversightConfig(AppConfig):
    name = "oversight"

    def ready(self) -> None:
        # models exist only now
        from oversight.sections import SECTIONS
        from tenants.sections import register

        register(*SECTIONS)
        from approvals.inbox import kinds as tasks
        from approvals.leaving import beside
        from approvals.reviews.evidence import provide
        from documents.dossier import ask_along
        from oversight.audits.inbox import AnswerFinding, VerifyFinding
        from oversight.audits.kinds import KINDS as FINDINGS
        from oversight.audits.panel import findings_since, has_findings, show_findings
        from oversight.certification.kinds import KINDS as CERTIFICATES
        from oversight.circulation.inbox import SignAct
        from oversight.circulation.kinds import KINDS as CIRCULATIONS
        from oversight.events import EVENTS, FACTS
        from oversight.examination.kinds import KINDS as EXAMINATIONS
        from oversight.examination.kinds import NEWS
        from oversight.improvement.inbox import CarryOutDecision, EnterResult
        from oversight.improvement.kinds import KINDS as IMPROVEMENT
        from oversight.improvement.kinds import NEWS as TO_SIGN
        from oversight.leaving import HELD
        from oversight.notices import KINDS
        from tenants.audit import words
        from tenants.notices import kinds
        from tenants.panels import panel

        words.register(EVENTS, facts=FACTS)
        kinds.register(*KINDS, *CERTIFICATES, *FINDINGS, *EXAMINATIONS, *IMPROVEMENT)
        kinds.register(*NEWS, *TO_SIGN, *CIRCULATIONS)
        tasks.register(SignAct, AnswerFinding, VerifyFinding, CarryOutDecision, EnterResult)
        beside.register(*HELD)
        ask_along("has_findings", has_findings)
        panel("document", show_findings)
        provide("findings", FOUND, findings_since)
