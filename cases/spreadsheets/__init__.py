"""Reading an organisation's own spreadsheet of cases: confined parsing, days, columns, checks.

This package imports nothing on its own account: the confined child (see `child`) imports it
too, and must start in a few milliseconds without Django.
"""
