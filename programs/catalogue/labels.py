"""The codes that facts may take, in both languages: reasons are kept with decisions, so they carry both."""

from django.utils.translation import override

from beneficiaries.identity.codes import Hardship, HukouKind, Sex
from programs.catalogue.text import Text


def labels_of(codes) -> dict[str, Text]:
    """The members of a national or own code table, by code."""
    with override("en"):
        return {str(code.value): Text(code.zh, lower_first(str(code.label))) for code in codes}


def lower_first(words: str) -> str:
    return words[:1].lower() + words[1:]


SEXES = {code: label for code, label in labels_of(Sex).items() if code in ("1", "2")}
HUKOU = labels_of(HukouKind)
HARDSHIPS = labels_of(Hardship)
AREAS = {
    "province": Text("省", "province"),
    "city": Text("市", "city"),
    "county": Text("县（市、区）", "county"),
    "township": Text("乡镇（街道）", "township"),
    "village": Text("村（社区）", "village"),
}
SITUATIONS = {
    "caring": Text("能够照料", "able to care"),
    "away": Text("外出务工", "away for work"),
    "dead": Text("死亡", "dead"),
    "missing": Text("失踪", "declared missing"),
    "disabled": Text("重残", "severely disabled"),
    "ill": Text("重病", "gravely ill"),
    "prison": Text("服刑在押", "in prison or custody"),
    "detox": Text("强制隔离戒毒", "in compulsory drug treatment"),
    "restricted": Text("其他限制人身自由", "otherwise deprived of liberty"),
    "lost": Text("失联", "out of contact"),
    "revoked": Text("撤销监护资格", "deprived of guardianship"),
    "deported": Text("遣送出境", "deported"),
    "mental": Text("精神性疾病", "mentally ill"),
    "incapable": Text("完全丧失劳动能力", "entirely unable to work"),
}
