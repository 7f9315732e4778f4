"""What is kept, and how: tables, one writer, queries by area, always inside one workspace."""
