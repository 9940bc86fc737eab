from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "documents"

    def ready(self) -> None:
        # models exist only now
        from documents.events import EVENTS, FACTS, SUBJECTS
        from documents.notices import KINDS
        from documents.organisation import TIES, find_vacancies
        from documents.panels import register_panels
        from documents.sections import SECTIONS
        from tenants import sections, ties, vacancies
        from tenants.audit import words
        from tenants.notices.kinds import register

        register(*KINDS)
        words.register(EVENTS, SUBJECTS, FACTS)
        ties.register(*TIES)
        vacancies.register(find_vacancies)
        sections.register(*SECTIONS)
        register_panels()
