"""Views of the accounts app, one noun a file."""
