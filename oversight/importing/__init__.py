"""Documents by the archive: what is uploaded is looked through, then brought in."""
