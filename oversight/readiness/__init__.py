"""How ready a tenant is for certification: rules, what blocks each, and one figure of them all."""
