"""Between the store and its drivers: statements compiled once, and PostgreSQL the short way."""
