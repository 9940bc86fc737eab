from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "documents"

    def ready(self) -> None:
        # models exist only now
        from documents.notices import KINDS
        from documents.organisation import TIES
        from tenants import ties
        from tenants.notices.kinds import register

        register(*KINDS)
        ties.register(*TIES)
