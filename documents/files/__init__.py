"""Files: checked on arrival, then kept for good under their SHA-256."""

from documents.files.store import path_of, read, store

__all__ = ["path_of", "read", "store"]
