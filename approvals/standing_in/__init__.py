"""Standing in: which delegations may be set, and what a deputy decides while they run."""
