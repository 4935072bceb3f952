"""The role "editor" and Wagtail's group "Editors": one follows the other."""

from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from registry.core.models import Account
from registry.core.roles import Role

GROUP = "Editors"
ON_PAGES = ("add_page", "change_page", "publish_page")
ON_FILES = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")
ON_SETTINGS = ("change_office", "add_redirect", "change_redirect", "delete_redirect")


def prepare() -> Group:
    """The group, with the rights to write and publish pages and to keep their files; nothing about people."""
    group, _created = Group.objects.get_or_create(name=GROUP)
    root = Page.objects.filter(depth=1).first()
    collection = Collection.get_first_root_node()
    if root is None or collection is None:
        return group
    permissions = {
        p.codename: p
        for p in Permission.objects.filter(codename__in=[*ON_PAGES, *ON_FILES, *ON_SETTINGS, "access_admin"])
    }
    for name in ON_PAGES:
        if name in permissions:
            GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permissions[name])
    for name in ON_FILES:
        if name in permissions:
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=collection, permission=permissions[name]
            )
    group.permissions.add(*(p for name, p in permissions.items() if name in (*ON_SETTINGS, "access_admin")))
    return group


def sync(account: Account) -> None:
    """Put the account into the group, or out of it, as its grants say. Idempotent."""
    group, _created = Group.objects.get_or_create(name=GROUP)
    if account.grants.filter(role=Role.EDITOR).exists():
        account.groups.add(group)
    else:
        account.groups.remove(group)
