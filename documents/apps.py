from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "documents"

    def ready(self) -> None:
        # models exist only now
        from documents.notices import KINDS
        from documents.organisation import TIES
        from documents.sections import SECTIONS
        from tenants import sections, ties
        from tenants.notices.kinds import register

        register(*KINDS)
        ties.register(*TIES)
        sections.register(*SECTIONS)
