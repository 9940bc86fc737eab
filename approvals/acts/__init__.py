"""The pages of acts on a document: forms, and what the document page says of an act."""
