"""The tables of a web page, and of the XML that spreadsheet programs wrote in 2003: what systems that "export to Excel"
often write, under the name of a workbook.

They must be read as they are. Opened in a spreadsheet program, their ID numbers turn into numbers and lose their last
digits. This runs inside `parser`'s process and under its bounds, and like it imports nothing of the project.
"""

from datetime import datetime
from html.parser import HTMLParser

ROWS, COLUMNS = 1_048_576, 16_384  # as many as a sheet may have
MARK = b"<"  # what the parser knows such a file by


class Table:
    """What `parser` asks of the reader's sheet."""

    def __init__(self, name: str):
        self.name = name
        self.merged_cell_ranges: list[tuple[tuple[int, int], tuple[int, int]]] = []
        self.rows: dict[int, dict[int, object]] = {}
        self.hidden = False

    @property
    def start(self) -> tuple[int, int] | None:
        return (0, 0) if self.rows else None

    def values(self):
        """(row, its values, nothing that is missed), counted from 0."""
        width = max(max(cells) for cells in self.rows.values()) + 1
        for number, cells in sorted(self.rows.items()):
            yield number, [cells.get(column, "") for column in range(width)], {}


class Tables(HTMLParser):
    """All tables of a page are one sheet, one below the other; in XML each worksheet is one."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.sheets: list[Table] = []
        self._row, self._column, self._cell = -1, 0, None
        self._above: list[tuple[range, range]] = []  # rows and columns under a cell of a row above
        self._text: list[str] = []

    def handle_starttag(self, tag, attributes):
        tag = tag.rpartition(":")[2]
        said = {name.rpartition(":")[2]: value or "" for name, value in attributes}
        if tag == "worksheet":
            self._begin(said.get("name", ""))
        elif tag == "table" and not self.sheets:
            self._begin("")
        elif tag in ("tr", "row") and self.sheets:
            self._end_cell()
            self._row = _number(said.get("index"), self._row + 2, ROWS) - 1
            self._column = 0
            self._above = [(rows, columns) for rows, columns in self._above if rows.stop > self._row]
        elif tag in ("td", "th", "cell") and self.sheets:
            self._end_cell()
            self._begin_cell(tag, said, dict(attributes))
        elif tag == "data" and self._cell is not None:
            self._cell["kind"] = said.get("type", "")
        elif tag == "visible" and self.sheets:
            self._cell, self._text = {"kind": "visible"}, []
        elif tag == "br":
            self._text.append("\n")

    def handle_endtag(self, tag):
        if tag.rpartition(":")[2] in ("td", "th", "cell", "tr", "row", "table", "worksheet", "visible"):
            self._end_cell()

    def handle_data(self, data):
        if self._cell is not None:
            self._text.append(data)

    def close(self):
        super().close()
        self._end_cell()

    def _begin(self, name: str) -> None:
        self.sheets.append(Table(name))
        self._row, self._above = -1, []

    def _begin_cell(self, tag: str, said: dict[str, str], attributes: dict) -> None:
        if tag == "cell":
            self._column = _number(said.get("index"), self._column + 1) - 1
            down, across = _number(said.get("mergedown"), 0), _number(said.get("mergeacross"), 0)
        else:
            taken = (columns for rows, columns in self._above if self._row in rows)
            for columns in sorted(taken, key=lambda columns: columns.start):
                if self._column in columns:
                    self._column = columns.stop
            down, across = _number(said.get("rowspan"), 1) - 1, _number(said.get("colspan"), 1) - 1
        if self._column >= COLUMNS:
            raise ValueError("too many columns")
        # A number that a spreadsheet program saved into a page: what it shows is rounded, this isn't.
        number = attributes.get("x:num", "") if "x:num" in attributes else None
        self._cell = {"column": self._column, "kind": "" if number is None else "Number", "number": number}
        self._text = []
        if down:
            last = self._row + down, self._column + across
            self.sheets[-1].merged_cell_ranges.append(((self._row, self._column), last))
            self._above.append((range(self._row + 1, last[0] + 1), range(self._column, last[1] + 1)))
        self._column += across + 1

    def _end_cell(self) -> None:
        if (cell := self._cell) is None:
            return
        lines = (" ".join(line.split()) for line in "".join(self._text).split("\n"))
        text = "\n".join(line for line in lines if line)
        self._cell = None
        if cell["kind"] == "visible":
            self.sheets[-1].hidden = "hidden" in text.casefold()
        elif text:
            value = _value(text, cell["kind"], cell["number"])
            self.sheets[-1].rows.setdefault(max(self._row, 0), {})[cell["column"]] = value


def _value(text: str, kind: str, number: str | None) -> object:
    try:
        if kind == "Number":
            return float(number or text)
        if kind == "DateTime":
            return datetime.fromisoformat(text)
    except ValueError:
        pass
    return text == "1" if kind == "Boolean" else text


def _number(text: str | None, otherwise: int, most: int = COLUMNS) -> int:
    """A count in an attribute."""
    return min(int(text), most) if text and text.isascii() and text.isdigit() else otherwise


def tables(text: str) -> list[Table]:
    """The sheets of a page or an XML workbook. ValueError where it has no table."""
    parser = Tables()
    parser.feed(text)
    parser.close()
    if not any(sheet.rows for sheet in parser.sheets):
        raise ValueError("no table")
    return parser.sheets
