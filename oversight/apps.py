from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "oversight"

    def ready(self) -> None:
        # models exist only now
        from oversight.sections import SECTIONS
        from tenants.sections import register

        register(*SECTIONS)
        from oversight.certification.kinds import KINDS as CERTIFICATES
        from oversight.events import EVENTS, FACTS
        from oversight.examination.kinds import KINDS as EXAMINATIONS
        from oversight.examination.kinds import NEWS
        from oversight.notices import KINDS
        from tenants.audit import words
        from tenants.notices import kinds

        words.register(EVENTS, facts=FACTS)
        kinds.register(*KINDS, *CERTIFICATES, *EXAMINATIONS, *NEWS)
