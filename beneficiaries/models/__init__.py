from beneficiaries.models.circumstances import Consent, Disability, Hardship, Move
from beneficiaries.models.contact import PayAccount, Phone
from beneficiaries.models.duplicates import Merge, MergeConflict, Pair
from beneficiaries.models.family import Household, Relation
from beneficiaries.models.person import Person
from beneficiaries.models.search import SearchToken

__all__ = [
    "Consent",
    "Disability",
    "Hardship",
    "Household",
    "Merge",
    "MergeConflict",
    "Move",
    "Pair",
    "PayAccount",
    "Person",
    "Phone",
    "Relation",
    "SearchToken",
]
