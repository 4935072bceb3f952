from programs.enrolment.models.document import Document, private_storage
from programs.enrolment.models.enrolment import Decision, Enrolment
from programs.enrolment.models.release import Objection, Release, ReleaseMember, ReleaseRow

__all__ = [
    "Decision",
    "Document",
    "Enrolment",
    "Objection",
    "Release",
    "ReleaseMember",
    "ReleaseRow",
    "private_storage",
]
