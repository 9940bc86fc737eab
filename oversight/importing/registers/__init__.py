"""Take in a register that was kept as a sheet: read, match, say what would happen, write it."""
