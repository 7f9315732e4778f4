"""What is kept, and how: tables, one writer, queries by area, always inside one workspace."""

HEAD = "0004"  # the newest file in migrations/versions; here, where it costs nothing to know
