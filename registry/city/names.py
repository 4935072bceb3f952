"""Names as people of the city bear them, by sex and by the years in which they were born.

The shares of surnames follow the yearly name reports of the Ministry of Public Security, with the surnames of
Huizhou (汪, 程, 方, 查 …) as frequent as they are there; given names follow the fashions of each generation.
"""

from datetime import date
from functools import cache
from itertools import accumulate
from random import Random

# Per ten thousand.
SURNAMES = """
王 670 李 640 张 640 刘 440 陈 450 杨 290 黄 230 赵 170 吴 300 周 250 徐 240 孙 170 马 100 朱 180
胡 260 郭 90 何 130 林 80 高 100 罗 90 郑 90 梁 50 谢 80 宋 70 唐 80 许 90 韩 60 冯 50 邓 50 曹 80
彭 60 曾 60 肖 60 田 50 董 50 袁 60 潘 70 于 30 蒋 60 蔡 50 余 90 杜 50 叶 70 程 160 苏 40 魏 50
吕 50 丁 70 任 40 沈 60 姚 60 卢 40 姜 50 崔 30 钟 40 谭 30 陆 40 汪 210 范 40 金 50 石 50 廖 30
贾 20 夏 70 韦 20 付 30 方 160 白 20 邹 40 孟 30 熊 40 秦 40 邱 40 江 70 尹 30 薛 30 闫 20 段 20
雷 20 侯 30 龙 20 史 30 陶 60 黎 20 贺 20 顾 30 毛 30 郝 20 龚 30 邵 40 万 30 钱 40 严 30 覃 10
武 20 戴 50 莫 10 孔 20 向 10 常 20 梅 40 章 70 施 40 葛 40 俞 40 洪 50 柯 30 查 40 单 10 仇 10
解 10 翟 30 佘 20 宛 10 阮 20 鲍 30 凌 30 桂 20 奚 10 舒 20 詹 20 束 10 明 10 储 20 倪 20 盛 20
殷 20 芮 20 濮 10 欧阳 12 上官 3 诸葛 2 司马 1 令狐 1 皇甫 1
"""

MEN_BEFORE_1975 = """
建国 9 国强 6 志强 6 建华 6 建军 8 国庆 4 卫东 4 明 6 军 6 平 4 德胜 3 长根 3 金宝 2 有才 2 世平 2
家根 2 传明 2 光明 3 永红 2 大明 1 来宝 1 志明 3 小平 2 和平 3 爱国 2 福根 2 正华 2 道林 1 先进 1
家旺 2 发根 1 胜利 2 本华 1 维平 1 尚文 1 兴旺 1
"""
WOMEN_BEFORE_1975 = """
秀英 9 桂英 8 秀兰 7 玉兰 6 桂兰 6 秀珍 6 兰英 4 凤英 5 玉珍 4 玉英 4 桂花 3 红梅 3 小红 3 丽华 3
金花 3 爱珍 3 美华 2 素珍 2 翠兰 2 腊梅 2 彩霞 2 春花 2 菊香 2 来娣 1 招娣 1 荷花 2 满英 1 冬梅 3
月英 3 银花 2 爱华 2 芳 4 敏 3 霞 2
"""
MEN_1975_1997 = """
伟 9 勇 9 军 8 强 7 磊 7 涛 6 斌 6 超 6 杰 5 鹏 5 俊 5 波 4 辉 4 刚 4 健 3 飞 5 亮 4 平 3 建 2 明 3
峰 4 凯 3 浩 3 建平 3 志伟 3 海涛 2 晓东 2 小龙 2 文斌 2 小军 3 大伟 1 立新 1 少华 1 孝平 1 家宝 1
启明 1 宏伟 2 卫兵 2 小兵 2 亚东 1 成龙 2 永胜 1
"""
WOMEN_1975_1997 = """
芳 9 娟 9 敏 8 静 8 丽 8 艳 7 燕 7 霞 6 玲 6 婷 6 丹 4 洁 4 红 4 梅 4 琴 4 云 3 慧 4 萍 4 莉 4 倩 3
雪 3 小燕 3 海燕 3 小红 3 晓燕 3 春梅 2 秋菊 2 红霞 2 丽娟 2 小芳 3 美玲 2 月红 1 文静 2 晶晶 2
莎莎 1 圆圆 1 冬梅 2 春燕 2 亚琴 1 雪梅 2 玉霞 1 爱萍 1 翠翠 1
"""
BOYS = """
浩 6 涛 5 杰 6 鑫 6 俊杰 6 宇轩 4 浩然 5 子轩 4 博文 4 宇航 5 志豪 4 天宇 4 文杰 4 俊豪 4 嘉豪 4
子豪 4 家乐 3 浩宇 5 梓豪 2 明轩 3 文轩 3 子涵 3 宇 4 帆 3 阳 4 旭 3 昊 3 睿 3 凯 4 磊 4 晨 3 翔 3
子俊 3 家豪 4 伟杰 3 家伟 2 思远 2 一鸣 3 天赐 2 晨阳 2 振宇 3 文博 3 嘉诚 2 佳伟 2 志鹏 2 雨泽 2
承志 1 家辉 2 启航 2 永康 2 锦程 2 弘毅 1 国豪 2 泽宇 3 乐天 1 小宝 1 昱辰 1 梓轩 2
"""
GIRLS = """
婷 6 欣怡 7 雨欣 5 梦瑶 4 佳怡 5 思雨 4 诗涵 4 梓涵 4 雨涵 4 子涵 4 欣悦 3 雅婷 5 雨婷 5 思琪 5
佳琪 4 梦婷 4 静怡 4 佳慧 4 欣妍 2 心怡 4 梦琪 4 雨萱 3 紫涵 3 若曦 2 欣 4 倩 4 雪 4 悦 3 蕊 3 瑶 3
璐 3 琪 3 颖 4 慧敏 2 晓雯 2 梦洁 3 慧 3 佳佳 3 文静 3 文婷 3 嘉怡 3 可馨 3 雨桐 3 语嫣 2 晨曦 2
子怡 4 思怡 3 诗雨 3 舒婷 2 雅琪 2 雅静 2 馨怡 2 晓燕 2 盼盼 1 婉婷 2 冰冰 1 乐瑶 1 紫萱 3 梓萱 2
雨馨 2
"""
# The second and third characters that make up the rest of a generation's names.
CHARACTERS = {
    "old1": "德国建志永正光明文家世传长大金有春兴福成先道维本启尚庭善宝祥贵忠义孝仁",
    "old2": "明华平生发林根才宝财贵福祥兴旺安康民友来保武田海山水和清银元新文斌胜利",
    "oldw": "秀桂玉兰凤英珍花翠梅菊荷莲香娥萍芬霞云珠玲琴红金银月春秋爱美彩素腊",
    "boy1": "子俊浩宇天文家志明嘉博思晨雨一昊泽振永承启锦弘国乐昱梓铭皓奕景逸瑞智旭",
    "boy2": "豪杰轩宇航然文涛鑫博浩阳辰泽睿凯鹏飞翔宁康瑞诚远毅恒霖旭晨昊峰伟林逸哲",
    "girl1": "雨欣思梦佳雅诗子梓静心慧文晓嘉紫若可语晨馨婉冰舒美乐亦依妍芷艺菲韵彤",
    "girl2": "怡婷涵瑶琪萱悦妍欣雯洁琳慧敏颖蕊桐曦馨媛嫣彤彦菲玥璇茹钰雪霏琦璐瑾然",
}
# Characters beyond the everyday set, which people do bear, the last ones beyond the basic plane.
RARE = ("㛃", "䶮", "堃", "喆", "犇", "淼", "赟", "昇", "甡", "翀", "彧", "\U0002c029", "\U000241fe", "\U0002a8c6")
# Of peoples whose names are transcribed: given name · father's name.
TRANSCRIBED_MEN = ("艾力", "买买提", "阿卜杜拉", "吐尔逊", "库尔班", "伊力哈木")
TRANSCRIBED_WOMEN = ("阿依古丽", "热依汗", "古丽娜尔", "帕提古丽", "迪丽努尔", "阿依夏木")


@cache
def _weighted(text: str) -> tuple[list[str], list[int]]:
    """The entries, and their running totals, of "name share name share"."""
    parts = text.split()
    return parts[::2], list(accumulate(int(share) for share in parts[1::2]))


def pick(random: Random, text: str) -> str:
    entries, totals = _weighted(text)
    return random.choices(entries, cum_weights=totals)[0]


def surname(random: Random) -> str:
    return pick(random, SURNAMES)


def given(random: Random, *, woman: bool, born: date) -> str:
    """A given name in the fashion of the year of birth; one in 700 holds a rare character."""
    year = born.year
    if year < 1975:
        common, first, second = (WOMEN_BEFORE_1975, "oldw", "oldw") if woman else (MEN_BEFORE_1975, "old1", "old2")
    elif year < 1998:
        common, first, second = (WOMEN_1975_1997, "girl1", "oldw") if woman else (MEN_1975_1997, "boy1", "old2")
    else:
        common, first, second = (GIRLS, "girl1", "girl2") if woman else (BOYS, "boy1", "boy2")
    if random.random() < 0.0014:
        return random.choice(CHARACTERS[first]) + random.choice(RARE)
    if random.random() < 0.45:
        return pick(random, common)
    one, two = random.choice(CHARACTERS[first]), random.choice(CHARACTERS[second])
    return one + two if one != two else one


def transcribed(random: Random, *, woman: bool) -> str:
    mine = random.choice(TRANSCRIBED_WOMEN if woman else TRANSCRIBED_MEN)
    return f"{mine}·{random.choice([name for name in TRANSCRIBED_MEN if name != mine])}"


def full(random: Random, *, woman: bool, born: date, family: str = "", ethnic_group: str = "01") -> str:
    """A whole name: of the family where one is given."""
    if ethnic_group == "05":
        return transcribed(random, woman=woman)
    return (family or surname(random)) + given(random, woman=woman, born=born)
