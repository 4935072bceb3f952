"""A city of invented people, to show the product with and to measure it on.

It stands above every app and nobody imports it. Everything comes from a seed: the same seed makes the
same people, files and story. Nobody in it exists: ID numbers have a right check digit and are drawn by
chance, phones are of ranges that no operator hands out, accounts of a bank that there isn't.
"""
