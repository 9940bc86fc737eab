from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "approvals"

    def ready(self) -> None:
        # models exist only now
        from approvals.distribution.notices import KINDS as READING
        from approvals.events import EVENTS, FACTS
        from approvals.expiring.kinds import EXPIRING
        from approvals.leaving import beside
        from approvals.leaving.paper import HELD
        from approvals.notices import KINDS
        from approvals.organisation import TIES, find_leaving, find_vacancies
        from approvals.outside import FIGURES, HAPPENINGS
        from approvals.panels import register_panels
        from approvals.reading.section import SECTION as EXEMPTIONS
        from approvals.reviews.evidence import provide
        from approvals.reviews.notices import KINDS as REVIEWS
        from approvals.reviews.sources import SOURCES
        from approvals.rounds.approvers import approvers_of
        from approvals.routes.section import SECTION
        from documents.lists import signers
        from tenants import sections, ties, vacancies
        from tenants.audit import words
        from tenants.channels import figures, happenings
        from tenants.notices.kinds import register

        register(*KINDS, *REVIEWS, *READING, *EXPIRING)
        figures.register(*FIGURES)
        happenings.register(*HAPPENINGS)
        words.register(EVENTS, facts=FACTS)
        ties.register(*TIES)
        vacancies.register(find_vacancies, find_leaving)
        signers.register(approvers_of)
        beside.register(*HELD)
        for source in SOURCES:
            provide(*source)
        register_panels()
        sections.register(SECTION, EXEMPTIONS)
