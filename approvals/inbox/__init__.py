"""What waits for a person in all their tenants, and one of it opened beside the list."""
