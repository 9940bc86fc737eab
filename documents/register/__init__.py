"""The register: numbers and how they are given, the list with its filters, the search."""

from documents.register.listing import PAGE_ROWS, counts, filtered, page, rows

__all__ = ["PAGE_ROWS", "counts", "filtered", "page", "rows"]
