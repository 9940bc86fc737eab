"""Texts that go from hand to hand until all whom their route asks have signed them."""
