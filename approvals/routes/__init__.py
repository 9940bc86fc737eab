"""What the settings show of routes: their words, what is wrong with them, whom they ask today."""
