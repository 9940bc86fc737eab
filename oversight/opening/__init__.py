"""How a zone is opened: the six steps, and what is missing before it goes live."""
