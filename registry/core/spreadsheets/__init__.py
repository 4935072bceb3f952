"""Workbooks, in and out: one reader for what offices send, one writer for what they get.

`reading` opens a file by its content, `headers` finds the row of column names, `writing` makes
workbooks that a spreadsheet program can't ruin. None of them knows what a column means.
"""
