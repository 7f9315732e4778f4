"""Fireside: a chat bot that keeps the appreciative week of a team."""
