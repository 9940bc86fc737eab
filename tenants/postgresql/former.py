"""Let the database keep what rows of a table said before they changed (`keep_former`)."""

NAME = "keeps_former"


def keep(table: str, *columns: str) -> tuple[str, str]:
    """Return how to begin, and how to stop, keeping what rows said in these columns."""
    before, after = (", ".join(f"{row}.{name}" for name in columns) for row in ("OLD", "NEW"))
    return (
        f"CREATE TRIGGER {NAME} AFTER UPDATE OF {', '.join(columns)} ON {table} FOR EACH ROW"
        f" WHEN (({before}) IS DISTINCT FROM ({after}))"
        f" EXECUTE FUNCTION keep_former({_named(columns)})",
        f"DROP TRIGGER {NAME} ON {table}",
    )


def keep_ended(table: str, *columns: str) -> tuple[str, str]:
    """Return how to begin, and how to stop, keeping rows that are deleted."""
    return (
        f"CREATE TRIGGER {NAME} AFTER DELETE ON {table} FOR EACH ROW"
        f" EXECUTE FUNCTION keep_former({_named(columns)})",
        f"DROP TRIGGER {NAME} ON {table}",
    )


def _named(columns: tuple[str, ...]) -> str:
    return ", ".join(f"'{name}'" for name in columns)
