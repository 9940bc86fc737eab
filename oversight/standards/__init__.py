"""Standards by edition, what documents cover of them, and what does not apply here."""
