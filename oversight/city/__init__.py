"""What the city compares: indicators, thresholds, month ends, who falls behind, follow-ups."""
