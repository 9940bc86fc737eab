"""Uploaded files become text and pages, in processes of their own that may not take much."""
