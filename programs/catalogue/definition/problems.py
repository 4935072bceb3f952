"""What is wrong with a definition, and where: file and key, in both languages."""

from dataclasses import dataclass

from programs.catalogue.text import Text


@dataclass(frozen=True)
class Problem:
    """`key` is the way to the place: "rules[1].criteria.stage.test"."""

    source: str
    key: str
    text: Text

    def __str__(self) -> str:
        return f"{self.source}: {self.key}: {self.text}"

    def in_both(self) -> str:
        return f"{self.source}: {self.key}: {self.text.en} · {self.text.zh}"


class DefinitionError(ValueError):
    """A definition that can't be used; `problems` are all that was found in it."""

    def __init__(self, problems: list[Problem]):
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)

    def in_both(self) -> str:
        return "\n".join(problem.in_both() for problem in self.problems)
