"""What the words of banks mean: of a payment's outcome, of why it came back, and of a list as a whole.

Nothing is guessed: what nobody knows, what is true of a part only, or of another step than paying, has no meaning here,
and is asked.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

from beneficiaries.identity import cells
from programs.payments.flows import Outcome, ReturnReason
from registry.core.spreadsheets import headers
from registry.core.spreadsheets.reading import Cell

# A list of what came back needs no column for that: it has the reasons.
RETURNS = re.compile("退票|退回|退汇|失败|错误|未成功|不成功")
ARRIVED = re.compile("成功|已发放|已入账|已到账")
# A title, or the name of a sheet, that says what became of all that is listed under it; and one that speaks of more.
LIST = re.compile(
    r"(?:清单|明细|名单|列表|名册|部分|记录|表)(?:第?\d+页?)?$|^\W*[一二三四五]?\W*(?:成功|失败|退票|退汇)\W*$"
)
MORE = re.compile("重发|再发|补发|更正|重新|修改|提交|受理|上传|发送|[待将]|失败.*成功|成功.*失败")
# What is done before anything is paid, or beside it: that it went well says nothing of the money.
STEP = re.compile(
    "校验|核验|验证|核对|预检|检查|导入|导出|上传|提交|受理|报送|发送|短信|通知|签约|认证|审核|复核|审批|查询|制卡|开户|激活|登记|制单|授权|对账|解析"
    "|匹配"
)
# Under such a name, that it went well means that the money went back.
GOES_BACK = re.compile("退票|退回|退汇|退款|退还|冲正|撤销")
# What stands beside an outcome, and isn't one: a column of nothing but 入账 is of the kind of transfer.
BESIDE = re.compile("摘要|用途|附言|类型|种类|方式|渠道|时间|名称?$|户名|行$")
# A further column that may say what became of a payment, however the bank calls it.
RESULT = re.compile("状态|结果|情况|标志|反馈|回执|应答")
# In this order: "处理失败" is a failure, "超时" is no answer, and "提交成功" says only that the bank has the order.
WORDS: tuple[tuple[Outcome, tuple[str, ...]], ...] = (
    (Outcome.RETURNED, ("失败", "退票", "退回", "退汇", "退款", "退还", "款退", "冲正", "撤销", "红冲",
                        "冲销", "抹账", "未成功", "不成功", "拒绝",
                        "fail", "reject", "unsuccess", "bounce", "失敗", "退匯")),
    (Outcome.UNKNOWN, ("处理中", "未知", "不明", "受理", "可疑", "排队", "超时", "提交",
                       "发送", "上传", "复核", "审批", "审核", "pending", "processing", "unknown")),
    (Outcome.PAID, ("成功", "入账", "已发放", "已代发", "已支付", "已付款", "到账", "完成", "success")),
)  # fmt: skip
# What is said of an earlier step, where another column says how it ended.
EARLIER = re.compile("受理|提交|发送|上传|复核|审批|审核")
BACK = "退票|退回|退汇|退款|退还|款退|冲正|撤销|红冲|冲销|抹账"
# What isn't true yet: 待入账, 入账中, 退票处理中; and what is said of asking, not of paying: 查询失败.
NOT_YET = re.compile(
    rf"暂未|尚未|还未|仍未|(?<!优)待(?!遇)|疑似|预约|(?:入账|发放|代发|支付|付款|到账|清算|(?:{BACK})(?:处理)?)中"
    r"|(?:查询|通讯|通信|网络|连接|响应)(?:失败|异常|超时|中断|错误)"
)
# What is true of a part, or not, or of another step than paying: 部分成功, 未完成, 扣款成功, 处理完成.
NOT_ALL = re.compile(
    r"部分|[未没不](?:成功|入账|发放|代发|支付|付款|到账|完成|能)|不符|不一致|不存在|有误|错误|异常"
    r"|(?:扣款|扣账|校验|验证|核对|核验|登记|导入|录入|制单|签约|查询)(?:成功|完成)|(?:处理|^已?)完[成毕]"
)
# All that may stand beside a word for success: where anything else does, it is of another step than paying, or more is
# said than that it arrived: 汇出成功, 短信通知成功, 预计到账.
NOTHING_ELSE = re.compile(
    "该笔|本笔|银行|核心|业务|交易|处理|支付|付款|代发|代付|发放|打卡|入账|入卡|入户|到账|上账|记账|转账|转帐|划款|划转|汇款|存入|补贴|补助|资金"
    "|款项|工资|批量|明细|单笔|全部|全额|跨行|行内|他行|本行|状态|结果|完成|完毕|成功|客户|账户|帐户|卡|补发|重发|状|[笔已均被了并的]"
)
CHINESE = re.compile("[\u4e00-\u9fff]")
# What denies that it came back, says two things, or is true of a part: 冲正失败, 未退票, 成功0笔失败1笔, 退票重发成功,
# 部分退款.
NOT_THAT = re.compile(
    rf"(?:{BACK}).*(?:失败|[未不]成功)|[未没无]有?(?:{BACK})|(?:{BACK}).*(?:[重再补]发|重新|入账)|部分(?:{BACK}|失败)"
    r"|(?<![未不])成功.*(?:失败|[未不]成功)|(?:失败|[未不]成功).*(?<![未不])成功"
)
TOOK_BACK = re.compile(BACK)
LONGEST_REMARK = 10  # characters; what is longer tells a story, such as what was wrong with a row
CODES = {
    "s": Outcome.PAID,
    "ok": Outcome.PAID,
    "00": Outcome.PAID,
    "0000": Outcome.PAID,
    "f": Outcome.RETURNED,
    "u": Outcome.UNKNOWN,
}
# A mark says what the name of its column says, or its contrary: (yes or no, whether it is a plain word).
MARKS = {mark: (mark in "√✓✔☑是y", mark in "是否yn") for mark in "√✓✔☑是y×✗✘☒否n"}
MARKS |= {"true": (True, True), "false": (False, True)}
TICKED, UNTICKED = re.compile("结果|状态|情况"), re.compile("失败|退")
NO_LEGEND: Mapping[str, Outcome] = MappingProxyType({})
# Where a word speaks of whoever's account it is, a reason is an outcome.
OF_ACCOUNT = re.compile("[账帐户卡]|姓名")
NO_REASON = re.compile(r"\W*|无|没有|正常")
# "1成功 2失败 3处理中", "0-失败，1-成功": what the bank's codes mean, by its own word. 30笔 is no code.
LEGEND = re.compile(r"(?<![\w.])([0-9A-Za-z]{1,4})\s*[-—–:：=、.．]?\s*((?![笔户人条元万])[\u4e00-\u9fff]{2,6})")
REASONS: tuple[tuple[ReturnReason, tuple[str, ...]], ...] = (
    (ReturnReason.NAME_MISMATCH, ("户名不符", "户名错", "姓名不符", "户名与账号不符", "账号与户名不符", "账号户名不符",
                                  "户名不一致", "姓名错", "不匹配")),
    (ReturnReason.NOT_ACTIVATED, ("未激活", "未启用")),
    (ReturnReason.CLOSED, ("销户", "注销")),
    (ReturnReason.FROZEN, ("冻结", "止付", "挂失", "不收不付")),
    (ReturnReason.EXPIRED, ("过期", "失效", "到期")),
    (ReturnReason.DORMANT, ("睡眠", "久悬", "不动户", "休眠")),
    (ReturnReason.LIMIT, ("超限", "限额", "超过")),
    (ReturnReason.DUPLICATE, ("重复",)),
    (ReturnReason.TIMEOUT, ("超时",)),
    (ReturnReason.NO_ACCOUNT, ("不存在", "无此账", "无此户", "无此卡", "账号错", "账号有误", "账号不符", "卡号错",
                               "卡号有误", "查无")),
)  # fmt: skip
# What these say may also be said of a payment that went through.
NO_OUTCOME = (ReturnReason.DUPLICATE, ReturnReason.TIMEOUT, ReturnReason.OTHER)


@lru_cache(maxsize=1_000)
def outcome_of(text: str) -> Outcome | None:
    """What the bank's word for the state means; None where nobody knows, which is asked and never guessed."""
    word = cells.compact(text).casefold()
    if word in CODES:
        return CODES[word]
    if NOT_YET.search(word):
        return Outcome.UNKNOWN
    if NOT_THAT.search(word):
        return None
    found = next((outcome for outcome, marks in WORDS if any(mark in word for mark in marks)), None)
    if found is None and OF_ACCOUNT.search(word) and reason_of(word) not in NO_OUTCOME:
        return Outcome.RETURNED
    if found == Outcome.PAID and (NOT_ALL.search(word) or CHINESE.search(NOTHING_ELSE.sub("", word))):
        return None
    return found


def reason_of(text: str) -> ReturnReason:
    word = cells.compact(text)
    found = (reason for reason, marks in REASONS if any(mark in word for mark in marks))
    return next(found, ReturnReason.OTHER)


def is_back(cell: Cell) -> bool:
    """Whether a short remark says that the money came back."""
    short = type(cell) is str and len(cell) < LONGEST_REMARK and not cell.isascii()
    return short and TOOK_BACK.search(cell) is not None and outcome_of(cell) == Outcome.RETURNED


def of_cell(name: str, cell: Cell, legend: Mapping[str, Outcome] = NO_LEGEND) -> Outcome | None:
    """What a cell says under the name of its column: by a word, by a mark, or by a code that the file explains."""
    word = cells.compact(text_of(cell)).casefold()
    if word in legend:
        return legend[word]
    if word not in MARKS:
        return outcome_of(word)
    (yes, plain), name = MARKS[word], headers.key(name)
    if UNTICKED.search(name):
        return Outcome.RETURNED if yes else None
    if "成功" in name or (not plain and TICKED.search(name)):
        return Outcome.PAID if yes else Outcome.RETURNED
    return Outcome.PAID if yes and ARRIVED.search(name) else None


def legend_of(texts: Iterable[str]) -> dict[str, Outcome]:
    """What a file says of its codes, where it says of one that it is success and of another that it isn't."""
    for text in texts:
        codes = LEGEND.findall(unicodedata.normalize("NFKC", text))
        found = {code.casefold(): outcome_of(word) for code, word in codes}
        if {Outcome.PAID, Outcome.RETURNED} <= {*found.values()}:
            return {code: outcome for code, outcome in found.items() if outcome}
    return {}


def of_list(title: Sequence[Cell]) -> Outcome | None:
    """What a row over the names says of all below them. Where it counts, it is a summary."""
    if not all(isinstance(cell, str) and not cell.strip().isdigit() for cell in title if cell is not None):
        return None
    found = (headers.key(cell) for cell in title if cell)
    name = next((name for name in found if LIST.search(name) and not (MORE.search(name) or STEP.search(name))), "")
    if RETURNS.search(name):
        return Outcome.RETURNED
    return Outcome.PAID if ARRIVED.search(name) else None


def text_of(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else cells.visible(str(cell))
