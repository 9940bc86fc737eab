"""Files that come in: what they may be."""
