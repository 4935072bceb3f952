"""Where files about people are kept."""

from django.core.files.storage import FileSystemStorage


class PrivateStorage(FileSystemStorage):
    """Files that have no address: a view that asks the database first opens them, and nothing else.

    Django's own storage without a `base_url` falls back to MEDIA_URL and would give out an address after all.
    """

    def url(self, name):
        raise NotImplementedError("Private files have no address.")
