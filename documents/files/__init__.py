"""Files: checked on arrival, then kept for good under their SHA-256."""

from documents.files.store import holds_its_bytes, path_of, read, store, store_all

__all__ = ["holds_its_bytes", "path_of", "read", "store", "store_all"]
