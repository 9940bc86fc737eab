from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "oversight"

    def ready(self) -> None:
        # models exist only now
        from oversight.sections import SECTIONS
        from tenants.sections import register

        register(*SECTIONS)
        from oversight.events import EVENTS
        from tenants.audit import words

        words.register(EVENTS)
