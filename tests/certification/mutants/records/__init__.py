"""What is made of records that are odd, long or poor."""
