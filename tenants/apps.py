from django.apps import AppConfig


class TenantsConfig(AppConfig):
    name = "tenants"

    def ready(self) -> None:
        from tenants import checks  # noqa: F401 (registers the system checks)
        from tenants.sections import SECTIONS, register

        register(*SECTIONS)
