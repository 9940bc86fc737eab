from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

FOUND = _("Findings of audits")


class OversightConfig(AppConfig):
    name = "oversight"

    def ready(self) -> None:
        """Tell the rooms below what is here; models exist only now, and so the imports stand so."""
        self._sections()
        self._notices()
        self._work()
        self._documents()

    def _sections(self) -> None:
        from oversight.events import EVENTS, FACTS
        from oversight.sections import SECTIONS
        from tenants.audit import words
        from tenants.sections import register

        register(*SECTIONS)
        words.register(EVENTS, facts=FACTS)

    def _notices(self) -> None:
        from oversight.audits.kinds import KINDS as FINDINGS
        from oversight.certification.kinds import KINDS as CERTIFICATES
        from oversight.circulation.kinds import KINDS as CIRCULATIONS
        from oversight.examination.kinds import KINDS as EXAMINATIONS
        from oversight.examination.kinds import NEWS
        from oversight.improvement.kinds import KINDS as IMPROVEMENT
        from oversight.improvement.kinds import NEWS as TO_SIGN
        from oversight.notices import KINDS
        from tenants.notices import kinds

        kinds.register(*KINDS, *CERTIFICATES, *FINDINGS, *EXAMINATIONS, *IMPROVEMENT)
        kinds.register(*NEWS, *TO_SIGN, *CIRCULATIONS)

    def _work(self) -> None:
        from approvals.inbox import kinds as tasks
        from approvals.leaving import beside
        from oversight.audits.inbox import AnswerFinding, VerifyFinding
        from oversight.circulation.inbox import SignAct
        from oversight.improvement.inbox import CarryOutDecision, EnterResult
        from oversight.leaving import HELD
        from oversight.vacancies import find_vacancies
        from tenants import vacancies

        tasks.register(SignAct, AnswerFinding, VerifyFinding, CarryOutDecision, EnterResult)
        beside.register(*HELD)
        vacancies.register(find_vacancies)

    def _documents(self) -> None:
        from approvals.reviews.evidence import provide
        from documents.dossier import ask_along
        from oversight.audits.panel import findings_since, has_findings, show_findings
        from tenants.panels import panel

        ask_along("has_findings", has_findings)
        panel("document", show_findings)
        provide("findings", FOUND, findings_since)
