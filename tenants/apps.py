from django.apps import AppConfig


class TenantsConfig(AppConfig):
    name = "tenants"

    def ready(self) -> None:
        from tenants import (
            checks,  # noqa: F401 (registers the system checks)
            sections,
            ties,
            vacancies,
        )
        from tenants.audit import words
        from tenants.channels.notices import KINDS as OF_CHANNELS
        from tenants.events import EVENTS, FACTS
        from tenants.notices import kinds
        from tenants.organisation.notices import KINDS
        from tenants.organisation.sections import SECTIONS
        from tenants.organisation.ties import TIES
        from tenants.organisation.vacancies import units_without_head
        from tenants.people import notices

        sections.register(*sections.SECTIONS, *SECTIONS)
        ties.register(*TIES)
        kinds.register(*KINDS, *notices.KINDS, *OF_CHANNELS)
        vacancies.register(units_without_head)
        words.register(EVENTS, facts=FACTS)
