"""Find and read documents that come from elsewhere: in a folder, or in a ZIP."""
