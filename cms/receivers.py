"""Editors are whoever holds the role; Wagtail asks its group."""

from django.apps import apps
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_delete, post_migrate, post_save
from django.dispatch import receiver

from cms.services import editors
from registry.core import scope
from registry.core.models import Grant


@receiver([post_save, post_delete], sender=Grant)
def grant_changed(sender, instance, **kwargs):
    editors.sync(instance.account)


@receiver(user_logged_in)
def entered(sender, user, **kwargs):
    """Grants that came in bulk sent no signal."""
    with scope.entered(scope.ACCOUNT_KEEPER):
        editors.sync(user)


@receiver(post_migrate)
def after_migrate(sender, **kwargs):
    # After the last app: Wagtail's permissions are there by then.
    if sender is [config for config in apps.get_app_configs() if config.models_module][-1]:
        editors.prepare()
