"""Enter the scope of each web request, and leave the connection clean after it."""

import uuid

import pghistory
from django.http import HttpRequest

from registry.core import scope

STAFF = "/staff/"


class ScopeMiddleware:
    """Staff pages run in the account's scope; every public page in the empty one, whoever is logged in.

    Changes made in a request carry it as context in their history: account, request, path.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest):
        scope.clean()
        request.id = str(uuid.uuid4())
        staff = request.path.startswith(STAFF)
        request.scope = scope.of(request.user) if staff else scope.EMPTY
        if not staff:
            # A public page reads no session row for its scope; nothing set is nothing visible.
            with scope.entered(scope.EMPTY):
                return self.get_response(request)
        context = {"account": request.user.pk, "request": request.id, "path": request.path}
        with scope.entered(request.scope), pghistory.context(**context):
            response = self.get_response(request)
            if hasattr(response, "render") and not response.is_rendered:
                response = response.render()
        if response.streaming:
            response.streaming_content = scoped(response.streaming_content, request.scope)
        return response


def scoped(chunks, inside: scope.Scope):
    """`chunks`, each made inside the scope: a streamed body is read after the middleware is done."""
    iterator = iter(chunks)
    while True:
        with scope.entered(inside):
            try:
                chunk = next(iterator)
            except StopIteration:
                return
        yield chunk
