"""How far the city has been built."""

from django.db import models

from registry.core.scope.access import Everyone


class Stage(models.Model):
    """A part of the city that stands. Written in the transaction that built it, so a kill leaves no half."""

    name = models.CharField(max_length=60, primary_key=True)
    seed = models.IntegerField()
    seconds = models.FloatField()
    built_at = models.DateTimeField(auto_now_add=True)

    access = Everyone("SELECT", "INSERT")

    def __str__(self) -> str:
        return self.name
