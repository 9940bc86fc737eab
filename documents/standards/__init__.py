"""Clauses of a standard as people type them, and as rows that link documents to them."""
