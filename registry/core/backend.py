"""Django's permissions, answered from the grants."""

from django.contrib.auth.backends import ModelBackend

from registry.core.roles import ACTIONS, roles_of


class RoleBackend(ModelBackend):
    """An action of `ACTIONS` is asked as `registry.<action>`. Every account with a grant may enter the
    staff site; editors and administrators have Wagtail's own permissions through their groups.
    """

    def has_perm(self, user_obj, perm, obj=None):
        if not user_obj.is_active or user_obj.is_anonymous:
            return False
        app, _dot, name = perm.partition(".")
        if app == "registry":
            return bool(roles_of(user_obj) & ACTIONS[name])
        if perm == "wagtailadmin.access_admin" and roles_of(user_obj):
            return True
        return super().has_perm(user_obj, perm, obj)

    def _get_permissions(self, user_obj, obj, from_name):
        permissions = super()._get_permissions(user_obj, obj, from_name)
        if from_name == "group" and user_obj.is_active and not user_obj.is_anonymous:
            permissions = permissions | ({"wagtailadmin.access_admin"} if roles_of(user_obj) else set())
        return permissions
