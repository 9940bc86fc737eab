"""Everything that ends or is due, and who hears of it: docs/reminders.md in code."""
