"""How fast the product is, as ratios within one run; absolute times are printed, never asserted."""
