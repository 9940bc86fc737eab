"""What an auditor is shown and takes along of a revision: who agreed to exactly this text."""
