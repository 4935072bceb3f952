"""Every code that may stand in the errors of a roster, and what people call it. Stable: scripts and offices go by them.

`docs/rosters.md` says what each means; `tests/rosters/test_codes.py` compares both with what the code refuses.
"""

from django.utils.translation import gettext_lazy as _

# The file as a whole (row 0).
OF_FILES = {
    "file-empty": _("the file is empty"),
    "file-unreadable": _("the file can't be read"),
    "file-encrypted": _("the file has a password"),
    "file-too-large": _("the file is too large"),
    "header-missing": _("column names not found"),
    "sheet-unread": _("a sheet was not read"),
}
# A row, or a cell of it.
OF_ROWS = {
    "required": _("missing"),
    "cell-error": _("formula without a value"),
    "id-length": _("ID number: length"),
    "id-characters": _("ID number: characters"),
    "id-checksum": _("ID number: mistyped"),
    "id-region": _("ID number: region"),
    "id-numeric-cell": _("ID number in a numeric cell"),
    "id-birth-date": _("ID number and date of birth"),
    "id-sex": _("ID number and sex"),
    "id-birth-certificate": _("birth certificate"),
    "id-birth-certificate-age": _("birth certificate: age"),
    "id-none-number": _("a number, and no paper"),
    "id-none-reason": _("no paper and no reason"),
    "name": _("the name"),
    "age": _("the age"),
    "date": _("a date"),
    "date-order": _("dates in the wrong order"),
    "phone": _("a phone number"),
    "account": _("an account number"),
    "account-numeric-cell": _("account in a numeric cell"),
    "payee": _("the payee"),
    "amount": _("an amount"),
    "integer": _("a whole number"),
    "range": _("a number out of range"),
    "length": _("too long or too short"),
    "pattern": _("the way it is written"),
    "student-number": _("student number"),
    "choice": _("not one of the choices"),
    "area-unknown": _("place unknown"),
    "area-too-wide": _("place too wide"),
    "area-out-of-scope": _("place outside your area"),
    "hukou-area": _("hukou area"),
    "duplicate-in-file": _("twice in the file"),
    "person_one_per_id": _("registered elsewhere"),
    "person-unknown": _("person code unknown"),
    "person-gone": _("dead or moved away"),
    "gone": _("gone meanwhile"),
    "merged": _("merged into another"),
    "ended": _("over already"),
    "hardship-overlap": _("hardship certified twice"),
    "relation_not_self": _("her own relative"),
    "phone_once_per_person": _("phone on record already"),
    "payaccount_once_per_person": _("account on record already"),
    "enrolment_one_open_per_program": _("in the program already"),
    "enrolment_once_in_a_lifetime": _("once in a lifetime"),
    "enrolment_exclusive": _("in a program that excludes this"),
    "state": _("under review"),
}
CODES = OF_FILES | OF_ROWS
