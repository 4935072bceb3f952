"""The definition files, brought into the database: programs, exclusions, and the versions that aren't there yet."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from django.db import transaction

from programs.catalogue.definition import DefinitionError, Problem, ProgramFile, parse
from programs.catalogue.definition.parser import FORMS
from programs.catalogue.models import Exclusion, Program
from programs.catalogue.services.rules import add_version, digest
from programs.catalogue.text import Text
from registry.core import scope

FOLDER = Path(__file__).resolve().parent.parent / "definitions"


@dataclass
class Synced:
    programs: list[str] = field(default_factory=list)
    versions: list[str] = field(default_factory=list)


def read(folder: Path = FOLDER) -> list[ProgramFile]:
    """Every file of the folder, in the order of the programs.

    Raises:
        DefinitionError: with every fault of every file.
    """
    problems: list[Problem] = []
    found: dict[str, ProgramFile] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
            program = parse(data, source=path.name)
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            problems.append(Problem(path.name, "file", Text(f"不是有效的 TOML：{error}", f"isn't valid TOML: {error}")))
            continue
        except DefinitionError as error:
            problems += error.problems
            continue
        if program.code != path.stem:
            problems.append(
                Problem(
                    path.name,
                    "code",
                    Text(f"应与文件名一致：{program.code}", f"must be the file's name: {program.code}"),
                )
            )
        found[program.code] = program
    for program in found.values():
        for n, (other, _document) in enumerate(program.exclusions):
            if other not in found or other == program.code:
                text = Text(f"没有“{other}”这个项目", f"there is no other program '{other}'")
                problems.append(Problem(f"{program.code}.toml", f"exclusions[{n}].program", text))
    if problems:
        raise DefinitionError(problems)
    return sorted(found.values(), key=lambda program: (program.position, program.code))


@transaction.atomic
def sync(files: Iterable[ProgramFile] | None = None) -> Synced:
    """Make the database say what the files say. Idempotent; all of it or nothing.

    A version that a manager made stays. A version of a file that was changed is added as a new one.

    Raises:
        DefinitionError: as `read`.
    """
    files = list(read() if files is None else files)
    done = Synced()
    with scope.entered(scope.CATALOGUE_KEEPER):
        for file in files:
            if _program(file):
                done.programs.append(file.code)
        for file in files:
            _exclusions(file)
            done.versions += _versions(file)
    return done


def _program(file: ProgramFile) -> bool:
    wanted = {
        "name_zh": file.name.zh, "name_en": file.name.en, "summary_zh": file.summary.zh,
        "summary_en": file.summary.en, "shape": file.shape, "unit": file.unit, "bureau": file.bureau,
        "lifetime_group": file.lifetime_group, "position": file.position, "active": file.active,
        "public_form": file.public_form,
    }  # fmt: skip
    program, created = Program.objects.get_or_create(code=file.code, defaults=wanted)
    if created:
        return True
    # What was once more private stays so: names that were promised never to be shown aren't, by an edited file.
    wanted["public_form"] = min(program.public_form, file.public_form, key=FORMS.index)
    changed = [name for name, value in wanted.items() if getattr(program, name) != value]
    for name in changed:
        setattr(program, name, wanted[name])
    if changed:
        program.save(update_fields=changed)
    return bool(changed)


def _exclusions(file: ProgramFile) -> None:
    for other, document in file.exclusions:
        first, second = sorted((file.code, other))
        Exclusion.objects.get_or_create(first_id=first, second_id=second, defaults={"source": document})


def _versions(file: ProgramFile) -> list[str]:
    program = Program.objects.select_for_update().get(pk=file.code)
    known = set(program.rules.values_list("digest", "valid_from"))
    added = []
    for version in file.rules:
        rules = version.definition
        if (digest(version.data, rules.document, rules.note), rules.valid_from) in known:
            continue
        added.append(
            str(
                add_version(
                    program=program,
                    definition=version.data,
                    valid_from=rules.valid_from,
                    document=rules.document,
                    note=rules.note,
                    actor=None,
                )
            )
        )
    return added
