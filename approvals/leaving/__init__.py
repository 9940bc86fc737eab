"""Leaving: what holds a person here, and how it goes to others."""
