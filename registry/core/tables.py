"""Many tables in one migration, without the price that Django asks for each."""

from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class AtOnce(Operation):
    """Operations that make models, and what belongs to them, with one look at the models as they are in the end.

    After each operation Django renders every model that is related to the changed one, which here are nearly all: half
    a minute of processor time for all of our tables and triggers. A model may point at one that comes after it.
    """

    reversible = False
    reduces_to_sql = True

    def __init__(self, *operations: Operation) -> None:
        self.operations = operations

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        # What was rendered before would be rendered again by each of these.
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state: ProjectState, to_state: ProjectState) -> None:
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return "Make the tables at once"
