"""What a tenant begins with, where that comes from, and what a newer version would change."""
