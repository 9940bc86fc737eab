"""What a decision touches, before it is made: documents, people, clauses, other work."""
