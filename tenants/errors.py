"""Errors that carry a sentence for the reader."""

from django.core.exceptions import ValidationError


class Refused(ValidationError):
    """A rule of document control says no; the message tells the person what to do."""


class IllegalMove(Refused):
    """A state machine has no such move, or someone else moved first."""
