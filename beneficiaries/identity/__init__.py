"""Who someone is, as far as paper can say: names, ID numbers, phones, accounts, codes.

Everything here is pure: no database, no request, no clock unless none was passed. Text comes in as people
type it and goes out in one canonical form, or a `Refusal` says what is wrong and what to do about it.
"""
