"""PostgreSQL and Valkey from wheels, for one machine: no Docker, no root, no system package."""
