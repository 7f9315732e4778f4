"""Strict stand-ins for other people's servers: what they would refuse, these refuse too."""
