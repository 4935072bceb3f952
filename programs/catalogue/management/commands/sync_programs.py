"""Bring the definition files into the database, or check them."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from programs.catalogue.definition import DefinitionError
from programs.catalogue.services import sync


class Command(BaseCommand):
    help = "Bring the program definitions (programs/catalogue/definitions/*.toml) into the database."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="only read and check the files")
        parser.add_argument("--folder", type=Path, default=sync.FOLDER, help="where the files are")

    def handle(self, *args, check, folder, **options):
        try:
            files = sync.read(folder)
            if check:
                self.stdout.write(f"{len(files)} definitions are in order.")
                return
            done = sync.sync(files)
        except DefinitionError as error:
            raise CommandError(f"Nothing was changed.\n{error.in_both()}", returncode=1) from error
        for code in done.programs:
            self.stdout.write(f"program {code}")
        for version in done.versions:
            self.stdout.write(f"rules {version}")
        if not (done.programs or done.versions):
            self.stdout.write("Nothing has changed.")
