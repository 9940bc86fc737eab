"""How a tenant is organised: its units as a tree, who holds which post, what is vacant."""
