"""The demo city: its tenants, people and documents, told through the product's own actions."""
