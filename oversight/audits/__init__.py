"""Audits: planned against their latest day, held, reported, closed."""
