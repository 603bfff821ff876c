"""Watching: hints about new files, and the line on which they are worked off."""
