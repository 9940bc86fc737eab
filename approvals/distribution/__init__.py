"""Who has to read what, who has, and the proof of it: people × documents, and one of each."""
