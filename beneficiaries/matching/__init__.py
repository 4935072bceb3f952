"""The search for records that may be one person, over the whole registry: Splink's model, run on DuckDB.

`extract` brings what is compared out of PostgreSQL, under the scope and without a plain number; `frame` makes from it
what is compared; `model` says how, and how much each agreement weighs; `run` does it all.
"""
