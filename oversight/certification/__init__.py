"""Certificates and their clock: what is to be audited by when, and what happens otherwise."""
