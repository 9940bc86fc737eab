"""Management reviews and quality objectives: what leaders look at, decide and aim for."""
