"""The ways out of the product, each a class in a file of its own (`every.py` lists them)."""
