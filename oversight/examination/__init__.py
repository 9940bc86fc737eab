"""Examination rounds: counting, judging, what is signed and what the tenants are told."""
