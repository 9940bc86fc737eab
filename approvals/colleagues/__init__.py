"""Colleagues whom somebody brings into a round: find them by name, and what is offered to do."""
