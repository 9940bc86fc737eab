"""What documents say: blocks of text, their rendering, their difference, their search words."""
