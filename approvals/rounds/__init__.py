"""A round: who is asked, how it goes from stage to stage, what is signed, what it issues."""
