"""People in Excel sheets: read, matched with those who are here, written in bulk, handed out."""
