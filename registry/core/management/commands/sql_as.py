from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from registry.core import scope
from registry.core.models import Account


class Command(BaseCommand):
    """What the policies let an account's session see, by raw SQL; for those who doubt it."""

    help = (
        "Run one SQL statement in the app's role and an account's scope (without --user: as the public), undone after."
    )

    def add_arguments(self, parser):
        parser.add_argument("statement")
        parser.add_argument("--user", help="user name; left out, the scope is empty")

    def handle(self, *, statement, user, **options):
        if settings.PRODUCTION:
            raise CommandError("Not in production: this would be anyone's rights without their password.", returncode=2)
        account = Account.objects.filter(username=user).first() if user else None
        if user and account is None:
            raise CommandError(f"There is no account “{user}”.", returncode=2)
        connection.ensure_connection()
        connection.set_autocommit(False)
        try:
            with scope.entered(scope.of(account)), connection.cursor() as cursor:
                cursor.execute(statement)
                if cursor.description:
                    self.stdout.write("\t".join(column.name for column in cursor.description))
                    for row in cursor:
                        self.stdout.write("\t".join(str(value) for value in row))
                else:
                    self.stdout.write(f"{cursor.rowcount} rows")
        except DatabaseError as error:
            raise CommandError(str(error).strip(), returncode=1) from error
        finally:
            connection.rollback()
            connection.set_autocommit(True)
