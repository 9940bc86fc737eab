"""Work on files of strangers: scripts that run as processes of their own, which have limits."""
