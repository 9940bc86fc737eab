"""Paper copies on pages, in print and as a register."""
