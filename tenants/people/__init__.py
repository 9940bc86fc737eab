"""The people of a tenant: their roles, how they are invited, where they belong."""
