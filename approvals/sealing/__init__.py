"""The seal that the server puts on each signature, with a key that the database never holds."""
