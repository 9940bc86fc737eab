"""Forms of what the tenant says: drafting and registering, and what documents are kept in."""
