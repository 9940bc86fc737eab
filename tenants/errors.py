"""Errors that carry a sentence for the reader."""

from django.core.exceptions import ValidationError


class Refused(ValidationError):
    """A rule of document control says no; the message tells the person what to do."""


class IllegalMove(Refused):
    """A state machine has no such move, or someone else moved first."""


def sentence(error: ValidationError) -> str:
    """Say everything an error says on one line, each message after the field it is about."""
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    fields: dict[str, list[str]] = error.message_dict
    return " ".join(f"{name}: {' '.join(words)}" for name, words in fields.items())
