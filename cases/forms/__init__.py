"""Forms of the cases app, one noun a file."""
