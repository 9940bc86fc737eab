"""Deciding on a text, on an act, or on a change package as a whole: one page, one act."""
