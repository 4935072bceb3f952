"""Rosters: a program's list of people, in from a workbook and out as one.

The columns are declared once, from the program's definition (`columns`), and serve the import, the
export and the blank workbook alike.
"""
