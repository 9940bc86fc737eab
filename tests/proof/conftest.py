"""The office of the approvals: a tenant whose procedures have a route."""

from tests.approvals.conftest import office

__all__ = ["office"]
