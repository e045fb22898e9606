"""The directory at work: names of countries and languages, searching, and reading a spreadsheet."""
