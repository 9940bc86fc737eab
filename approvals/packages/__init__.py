"""Change packages: what their pages show and ask for, and how they take effect."""
