from django.core.management.base import BaseCommand

from registry.core import rotation, scope


class Command(BaseCommand):
    help = "Seal anew what is under an older key of VAULT_KEYS. May be stopped and run again."

    def handle(self, **options):
        with scope.entered(scope.vault_keeper()):
            for what, count in rotation.rotate():
                self.stdout.write(f"{what}: {count}")
