"""Kinship, GB/T 4761-2008: what the person is to the one named (the head of household, the child, the payee).

The standard's codes for this use, not all hundred: those that rosters of the programmes contain.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .codes import Coded


class Relation(Coded):
    SELF = "01", "本人", "自己 本人自己", _("Self")
    HEAD = "02", "户主", _("Head of household")
    SPOUSE = "10", "配偶", "夫妻 爱人", _("Spouse")
    HUSBAND = "11", "夫", "丈夫 老公", _("Husband")
    WIFE = "12", "妻", "妻子 老婆", _("Wife")
    SON = "20", "子", "儿子 儿 独生子 长子 次子 三子", _("Son")
    ADOPTED_SON = "27", "养子或继子", "养子 继子", _("Adopted son or stepson")
    SON_IN_LAW = "28", "女婿", _("Son-in-law")
    DAUGHTER = "30", "女", "女儿 独生女 长女 次女 二女 三女", _("Daughter")
    ADOPTED_DAUGHTER = "37", "养女或继女", "养女 继女", _("Adopted daughter or stepdaughter")
    DAUGHTER_IN_LAW = "38", "儿媳", "儿媳妇 媳妇", _("Daughter-in-law")
    GRANDCHILD = "40", "孙子、孙女或外孙子、外孙女", "孙子女 外孙子女 孙辈", _("Grandchild")
    SONS_SON = "41", "孙子", "孙", _("Grandson (son's son)")
    SONS_DAUGHTER = "42", "孙女", _("Granddaughter (son's daughter)")
    DAUGHTERS_SON = "43", "外孙子", "外孙", _("Grandson (daughter's son)")
    DAUGHTERS_DAUGHTER = "44", "外孙女", _("Granddaughter (daughter's daughter)")
    PARENTS = "50", "父母", "父母亲 父母双方", _("Parents")
    FATHER = "51", "父亲", "父 爸爸 爸 爹", _("Father")
    MOTHER = "52", "母亲", "母 妈妈 妈 娘", _("Mother")
    HUSBANDS_FATHER = "53", "公公", _("Husband's father")
    HUSBANDS_MOTHER = "54", "婆婆", _("Husband's mother")
    WIFES_FATHER = "55", "岳父", "丈人", _("Wife's father")
    WIFES_MOTHER = "56", "岳母", "丈母娘", _("Wife's mother")
    STEPFATHER = "57", "继父或养父", "继父 养父", _("Stepfather or adoptive father")
    STEPMOTHER = "58", "继母或养母", "继母 养母", _("Stepmother or adoptive mother")
    GRANDPARENTS = "60", "祖父母或外祖父母", "祖父母 外祖父母 爷爷奶奶 外公外婆", _("Grandparents")
    PATERNAL_GRANDFATHER = "61", "祖父", "爷爷 爷", _("Father's father")
    PATERNAL_GRANDMOTHER = "62", "祖母", "奶奶 奶", _("Father's mother")
    MATERNAL_GRANDFATHER = "63", "外祖父", "外公 姥爷 家公", _("Mother's father")
    MATERNAL_GRANDMOTHER = "64", "外祖母", "外婆 姥姥 家婆", _("Mother's mother")
    SIBLING = "70", "兄弟姐妹", _("Sibling")
    ELDER_BROTHER = "71", "兄", "哥哥 哥", _("Elder brother")
    BROTHERS_WIFE = "72", "嫂", "嫂子 嫂嫂", _("Elder brother's wife")
    YOUNGER_BROTHER = "73", "弟", "弟弟", _("Younger brother")
    ELDER_SISTER = "75", "姐姐", "姐", _("Elder sister")
    YOUNGER_SISTER = "77", "妹妹", "妹", _("Younger sister")
    FATHERS_ELDER_BROTHER = "81", "伯父", "伯伯 大伯", _("Father's elder brother")
    FATHERS_ELDER_BROTHERS_WIFE = "82", "伯母", "大妈", _("Father's elder brother's wife")
    FATHERS_YOUNGER_BROTHER = "83", "叔父", "叔叔 叔", _("Father's younger brother")
    FATHERS_YOUNGER_BROTHERS_WIFE = "84", "婶母", "婶婶 婶 婶子", _("Father's younger brother's wife")
    MOTHERS_BROTHER = "85", "舅父", "舅舅 舅", _("Mother's brother")
    MOTHERS_BROTHERS_WIFE = "86", "舅母", "舅妈", _("Mother's brother's wife")
    MOTHERS_SISTERS_HUSBAND = "87", "姨父", "姨夫", _("Mother's sister's husband")
    MOTHERS_SISTER = "88", "姨母", "姨 姨妈 阿姨", _("Mother's sister")
    FATHERS_SISTERS_HUSBAND = "89", "姑父", "姑夫", _("Father's sister's husband")
    FATHERS_SISTER = "90", "姑母", "姑姑 姑 姑妈", _("Father's sister")
    PATERNAL_COUSIN = (
        "91",
        "堂兄弟、堂姐妹",
        "堂兄弟 堂姐妹 堂兄 堂弟 堂姐 堂妹",
        _("Cousin (father's brothers' side)"),
    )
    COUSIN = "92", "表兄弟、表姐妹", "表兄弟 表姐妹 表兄 表弟 表姐 表妹", _("Cousin (other sides)")
    BROTHERS_SON = "93", "侄子", "侄", _("Brother's son")
    BROTHERS_DAUGHTER = "94", "侄女", _("Brother's daughter")
    SISTERS_SON = "95", "外甥", _("Sister's son")
    SISTERS_DAUGHTER = "96", "外甥女", _("Sister's daughter")
    OTHER_KIN = "97", "其他亲属", "其他亲戚 亲属 亲戚 其他", _("Other kin")
    NOT_KIN = "99", "非亲属", "无亲属关系 无关系 邻居 朋友", _("Not kin")


# Sets with names, for rules that ask "a parent?" and not "51 or 52 or…".
PARENTS = frozenset({Relation.PARENTS, Relation.FATHER, Relation.MOTHER, Relation.STEPFATHER, Relation.STEPMOTHER})
GRANDPARENTS = frozenset(
    {
        Relation.GRANDPARENTS,
        Relation.PATERNAL_GRANDFATHER,
        Relation.PATERNAL_GRANDMOTHER,
        Relation.MATERNAL_GRANDFATHER,
        Relation.MATERNAL_GRANDMOTHER,
    }
)
SPOUSES = frozenset({Relation.SPOUSE, Relation.HUSBAND, Relation.WIFE})
