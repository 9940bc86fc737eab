"""How the product runs: settings, addresses, the clock, health and local servers."""
