"""The syllables of Mandarin, and how unfinished typing is completed: "wangx" may go on as wangxi, wangxia, …"""

from functools import cache

from beneficiaries.identity.pinyin import spellings

SYLLABLES = """
a ai an ang ao ba bai ban bang bao bei ben beng bi bian biang biao bie bin bing bo bong bu ca cai
can cang cao ce cei cen ceng cha chai chan chang chao che chen cheng chi chong chou chu chua chuai
chuan chuang chui chun chuo ci cong cou cu cuan cui cun cuo da dai dan dang dao de dei den deng di
dia dian diao die din ding diu dong dou du duan dui dun duo e ei en eng er fa fan fang fei fen feng
fiao fo fou fu ga gai gan gang gao ge gei gen geng gong gou gu gua guai guan guang gui gun guo ha
hai han hang hao he hei hen heng hong hou hu hua huai huan huang hui hun huo ji jia jian jiang jiao
jie jin jing jiong jiu ju juan jue jun ka kai kan kang kao ke kei ken keng kong kou ku kua kuai kuan
kuang kui kun kuo la lai lan lang lao le lei len leng li lia lian liang liao lie lin ling liu lo
long lou lu luan lun luo lv lve ma mai man mang mao me mei men meng mi mian miao mie min ming miu mo
mou mu na nai nan nang nao ne nei nen neng ni nia nian niang niao nie nin ning niu nong nou nu nuan
nun nuo nv nve o ou pa pai pan pang pao pei pen peng pi pian piao pie pin ping po pou pu qi qia qian
qiang qiao qie qin qing qiong qiu qu quan que qun ran rang rao re ren reng ri rong rou ru rua ruan
rui run ruo sa sai san sang sao se sen seng sha shai shan shang shao she shei shen sheng shi shou
shu shua shuai shuan shuang shui shun shuo si song sou su suan sui sun suo ta tai tan tang tao te
tei teng ti tian tiao tie ting tong tou tu tuan tui tun tuo wa wai wan wang wei wen weng wo wong wu
xi xia xian xiang xiao xie xin xing xiong xiu xu xuan xue xun ya yan yang yao ye yi yin ying yo yong
you yu yuan yue yun za zai zan zang zao ze zei zen zeng zha zhai zhan zhang zhao zhe zhei zhen zheng
zhi zhong zhou zhu zhua zhuai zhuan zhuang zhui zhun zhuo zi zong zou zu zuan zui zun zuo
""".split()  # noqa: SIM905
LONGEST = max(map(len, SYLLABLES)) + 1  # lyue


@cache
def _typed() -> dict[str, tuple[str, ...]]:
    """What each way of typing a syllable may mean: lu is lu, and lv on old passports."""
    meant: dict[str, list[str]] = {}
    for syllable in SYLLABLES:
        for spelling in spellings(syllable):
            meant.setdefault(spelling, []).append(syllable)
    return {spelling: tuple(syllables) for spelling, syllables in meant.items()}


@cache
def _begun() -> dict[str, tuple[str, ...]]:
    """The syllables that may be meant by the beginning of one."""
    meant: dict[str, set[str]] = {}
    for spelling, syllables in _typed().items():
        for length in range(1, len(spelling) + 1):
            meant.setdefault(spelling[:length], set()).update(syllables)
    return {beginning: tuple(sorted(syllables)) for beginning, syllables in meant.items()}


def completions(text: str, *, most: int = 60) -> list[str]:
    """The strings of whole syllables that `text` is, or is the beginning of; shortest first."""
    # heads[i]: what the first i letters may be, read as whole syllables.
    heads: list[set[str]] = [{""}, *(set() for _letter in text)]
    for start in range(len(text)):
        for end in range(start + 1, min(start + LONGEST, len(text)) + 1):
            for syllable in _typed().get(text[start:end], ()):
                heads[end] |= {head + syllable for head in heads[start]}
    found = set(heads[len(text)])
    for start in range(max(0, len(text) - LONGEST), len(text)):
        for syllable in _begun().get(text[start:], ()):
            found |= {head + syllable for head in heads[start]}
    return sorted(found, key=lambda whole: (len(whole), whole))[:most]
