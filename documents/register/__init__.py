"""The register: numbers and how they are given, the list with its filters, the search."""

from documents.register.filters import filtered
from documents.register.listing import counts, rows
from documents.register.paging import PAGE_ROWS, page

__all__ = ["PAGE_ROWS", "counts", "filtered", "page", "rows"]
