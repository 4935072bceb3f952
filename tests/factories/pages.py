"""Articles of the public site."""

import json
from datetime import date
from itertools import count

from cms.models import NoticePage

_numbers = count(1)


def make_notice(section, title="关于开展走访的通知", *, text="", on=date(2026, 3, 8), **fields) -> NoticePage:
    """A published article of `section`; `text` is its one paragraph."""
    body = [{"type": "paragraph", "value": f"<p>{text}</p>"}] if text else []
    fields = {"slug": f"n{next(_numbers)}", "date": on, "body": json.dumps(body), **fields}
    return section.add_child(instance=NoticePage(title=title, **fields))
