"""The conversation of a revision's rounds, as pages show it."""
