"""The lists an auditor asks for first, each described once: for screen, sheet and paper."""
