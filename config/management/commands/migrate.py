"""Migrate as the owner of the tables, who also loads the standards that come with them."""

from typing import Any

from django.core.management.commands import migrate

from config.management.commands.load_standards import load_folder
from config.owner import as_owner


class Command(migrate.Command):
    """Run Django's migrate as wenkong_owner: the role that serves may not change tables."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate as DATABASE_OWNER_URL says; load standards where all of it was wanted."""
        is_whole = not (options["app_label"] or options["plan"] or options["check_unapplied"])
        with as_owner():
            super().handle(*args, **options)
            if is_whole:
                load_folder()
