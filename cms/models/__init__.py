from cms.models.home import HomePage
from cms.models.notice import NoticePage
from cms.models.office import Office
from cms.models.program import ProgramPage
from cms.models.section import SectionPage

__all__ = ["HomePage", "NoticePage", "Office", "ProgramPage", "SectionPage"]
