"""From facts to what the bot says."""
