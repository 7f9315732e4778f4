"""The rules of the appreciative week: pure functions and values, standard library only."""
