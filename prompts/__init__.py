"""Every word that the bot says by itself: questions, chips and all other sentences."""
