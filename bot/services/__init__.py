"""What the bot does: one function, one thing, one transaction."""
