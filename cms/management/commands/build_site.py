"""Make the public site's pages where they are missing: `manage.py build_site`. Run again, it changes nothing."""

from django.core.management.base import BaseCommand

from cms.services import site


class Command(BaseCommand):
    help = "Make the home page, the sections, the program pages and some first articles, where they are missing."

    def handle(self, *args, **options):
        built = site.build()
        self.stdout.write(f"{built.made} pages made, {built.found} were there")
