"""The chat platforms: each turns requests into commands and messages into posts."""
