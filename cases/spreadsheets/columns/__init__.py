"""What the columns of an organisation's spreadsheet mean, and whether its rows can be cases."""

from cases.spreadsheets.columns.checking import Checked, Problem, check_rows
from cases.spreadsheets.columns.fields import FIELDS, Field
from cases.spreadsheets.columns.headings import guess_mapping
from cases.spreadsheets.columns.imported import ImportedCase

__all__ = [
    "FIELDS",
    "Checked",
    "Field",
    "ImportedCase",
    "Problem",
    "check_rows",
    "guess_mapping",
]
