"""Periodic reviews: what has happened since the last one, the calendar, plans for a year."""
