"""Migrate as the owner of the tables."""

from typing import Any

from django.core.management.commands import migrate

from config.owner import as_owner


class Command(migrate.Command):
    """Run Django's migrate as wenkong_owner: the role that serves may not change tables."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate as DATABASE_OWNER_URL says."""
        with as_owner():
            super().handle(*args, **options)
