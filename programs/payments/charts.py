"""Pictures of the money over time: Vega-Lite on the server, SVG in the page, no script."""

import json
from functools import lru_cache

import vl_convert
from django.utils.translation import gettext as _

COLOURS = {"available": "#1a7f5a", "received": "#8a8f98", "paid": "#2e1f5e", "recovered": "#b3261e"}


def course(months) -> str:
    """Received, paid and recovered in each month as bars, and what was available at its end as a line."""
    names = {"received": _("Received"), "paid": _("Paid"), "recovered": _("Recovered")}
    held = _("Available at its end")
    rows = [
        {"month": f"{month.first:%Y-%m}", "what": label, "yuan": float(getattr(month, kind))}
        for month in months for kind, label in names.items()
    ]  # fmt: skip
    line = [{"month": f"{month.first:%Y-%m}", "yuan": float(month.available)} for month in months]
    labels = [row["month"] for row in line]
    x = {
        "field": "month", "type": "ordinal", "title": None, "sort": labels,
        "axis": {"labelAngle": -60, "values": labels[:: max(1, len(labels) // 12)]},
    }  # fmt: skip
    y = {"field": "yuan", "type": "quantitative", "title": _("yuan"), "axis": {"format": ",.0f"}}
    what = {
        "field": "what", "type": "nominal", "title": None, "sort": list(names.values()),
        "scale": {"domain": [*names.values(), held], "range": [COLOURS[kind] for kind in (*names, "available")]},
    }  # fmt: skip
    return _drawn(json.dumps({
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": 760, "height": 240, "background": None,
        "config": {"font": "Noto Sans CJK SC, Microsoft YaHei, PingFang SC, sans-serif",
                   "legend": {"orient": "bottom"}, "view": {"stroke": None}},
        "layer": [
            {"data": {"values": rows}, "mark": "bar",
             "encoding": {"x": x, "y": y, "xOffset": {"field": "what", "sort": list(names.values())}, "color": what}},
            {"data": {"values": line}, "mark": {"type": "line", "point": True},
             "encoding": {"x": x, "y": y, "color": {"datum": held}}},
        ],
    }, ensure_ascii=False))  # fmt: skip


@lru_cache(maxsize=64)
def _drawn(spec: str) -> str:
    """The same figures are the same picture: drawn once in a process."""
    return vl_convert.vegalite_to_svg(spec)
