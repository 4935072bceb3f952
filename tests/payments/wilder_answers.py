"""More answers as banks, treasuries and their portals give them; see `wild_answers`."""

from datetime import timedelta

from openpyxl import Workbook

from tests.payments.wild_answers import ALL, FAILED, REASONS, REST, Told, answer, book, said, saved, text

HEAD = ["序号", "户名", "账号", "金额"]


def base(p) -> list:
    return [p.n, p.payee, p.account, 1000]


def table(sent, more, row, *above, below=()):
    return book([*above, [*HEAD, *more], *([*base(p), *row(p)] for p in sent.lines), *below])


def words(sent, given, more="状态"):
    return book([[*HEAD, more], *([*base(p), word] for p, word in zip(sent.lines, given, strict=False))])


# --- 国库集中支付 ---------------------------------------------------------------------------------------------------


@answer
def treasury_vouchers(sent):
    """已清算 is between the banks."""
    head = [
        "支付令编号",
        "预算单位",
        "收款人全称",
        "收款人账号",
        "收款人开户行",
        "支付金额（元）",
        "支付状态",
        "退款原因",
    ]
    rows = [["国库集中支付直接支付明细表"], ["预算年度：2013", None, "单位：元"], head]
    for p in sent.lines:
        state = "已退款" if p.n in FAILED else "已清算" if p.n == 5 else "支付成功"
        rows.append([f"3418{p.n:06d}", "市妇联", p.payee, p.account, "农行宣州支行", "1,000.00", state, said(p.n)[1]])
    return Told(book(rows), REST - {5}, REASONS, faults={"status-unknown": 1})


@answer
def asked_for_and_paid(sent):
    head = ["序号", "收款人全称", "收款人账号", "申请金额", "实付金额", "支付状态"]
    rows = [head]
    for p in sent.lines:
        paid = {3: "0.00", 4: "600.00", 12: "0.00"}.get(p.n, "1,000.00")
        rows.append([p.n, p.payee, p.account, "1,000.00", paid, said(p.n, "支付成功", "支付失败")[0]])
    return Told(book(rows), REST - {4}, dict.fromkeys(FAILED, "other"), faults={"amount-differs": 1})


@answer
def listed_and_really_paid(sent):
    """Two amounts, both of a known name: what was really paid tells."""

    def row(p):
        return ["0.00" if p.n == 4 else "1,000.00", "成功"]

    return Told(table(sent, ["实发金额", "处理结果"], row), ALL - {4}, faults={"amount-differs": 1})


@answer
def a_part_given_back(sent):
    def row(p):
        return ["400.00", "退款", "部分退款"] if p.n == 4 else ["", "成功", ""]

    return Told(table(sent, ["退款金额", "状态", "备注"], row), ALL - {4}, faults={"amount-differs": 1})


@answer
def a_part_that_failed(sent):
    def row(p):
        return [600, 400, "成功"] if p.n == 4 else [1000, 0, "成功"]

    return Told(table(sent, ["成功金额", "失败金额", "状态"], row), ALL - {4}, faults={"contradiction": 1})


# --- 社保卡 一卡通 --------------------------------------------------------------------------------------------------


@answer
def cards_with_code_and_word(sent):
    head = ["序号", "姓名", "社会保障号码", "社保卡卡号", "社保卡银行账号", "发放金额", "发放状态", "失败原因"]
    rows = [head]
    for p in sent.lines:
        state = said(p.n, "1-成功", "2-失败")[0]
        rows.append([p.n, p.payee, "342501198003072422", f"A{p.n:08d}", p.account, 1000, state, said(p.n)[1]])
    return Told(book(rows), REST, REASONS)


@answer
def a_legend_in_the_name_of_the_column(sent):
    def row(p):
        return ["2" if p.n in FAILED else "3" if p.n == 9 else "1", said(p.n)[1]]

    return Told(table(sent, ["状态（1成功 2失败 3处理中）", "失败原因"], row), REST - {9}, REASONS, {9})


@answer
def a_legend_above(sent):
    def row(p):
        return [0 if p.n in FAILED else 1]

    above = [["批量代发结果"], ["说明：状态 0-失败，1-成功，2-待查"]]
    return Told(table(sent, ["状态"], row, *above), REST, dict.fromkeys(FAILED, "other"))


@answer
def a_legend_below(sent):
    """A legend that is read last would have to be waited for: it is asked."""

    def row(p):
        return [0 if p.n in FAILED else 1]

    return Told(table(sent, ["状态"], row, below=[["注：0-成功，1-失败"]]), faults={"status-unknown": 30})


@answer
def cards_reasons(sent):
    why = ["社保卡金融账户未激活", "账户已不收不付控制", "身份信息不完整，非柜面业务已中止", "二类户超过日累计限额", "户名账号不匹配",
           "卡片未启用", "账户被司法冻结", "客户已身故销户", "睡眠户", "证件已过有效期"]  # fmt: skip
    rows = [[*HEAD, "处理结果", "失败原因"], *([*base(p), "失败", w] for p, w in zip(sent.lines, why, strict=False))]
    became = ["not_activated", "frozen", "other", "limit", "name_mismatch", "not_activated", "frozen", "closed",
              "dormant", "other"]  # fmt: skip
    return Told(book(rows), (), dict(zip(range(1, 11), became, strict=True)))


# --- two words in a row ---------------------------------------------------------------------------------------------


@answer
def code_of_the_request_and_state_of_the_order(sent):
    """0000 says that the question was answered."""

    def row(p):
        return ["0000", said(p.n, "处理中" if p.n == 5 else "成功")[0]]

    return Told(table(sent, ["返回码", "交易状态"], row), REST - {5}, {}, {5}, {"contradiction": 2})


@answer
def code_of_the_request_and_its_message(sent):
    def row(p):
        return ["0000", "交易处理中，请稍后查询" if p.n < 6 else "交易成功"]

    return Told(table(sent, ["返回码", "返回信息"], row), range(6, 31), {}, range(1, 6))


@answer
def taken_in_and_credited(sent):
    def row(p):
        return ["处理成功", "入账失败" if p.n in FAILED else "入账处理中" if p.n == 5 else "入账成功"]

    return Told(table(sent, ["处理状态", "入账结果"], row), REST - {5}, {}, {5}, {"contradiction": 2})


@answer
def first_and_second_time(sent):
    def row(p):
        return ["失败", "成功"] if p.n == 3 else ["失败", "失败"] if p.n == 12 else ["成功", ""]

    return Told(table(sent, ["首次结果", "二次结果"], row), REST, {12: "other"}, faults={"contradiction": 1})


@answer
def state_at_first_and_in_the_end(sent):
    def row(p):
        return ["成功", "失败" if p.n == 3 else "成功"]

    return Told(table(sent, ["状态", "最终状态"], row), ALL - {3}, faults={"contradiction": 1})


@answer
def remarks_beside_success(sent):
    more = {
        3: "因户名不符，款项已原路退回我行代发专户",
        4: "20131125批量代发退回",
        5: "退款：户名不符",
        6: "此户已销，款退单位",
    }

    def row(p):
        return ["成功", more.get(p.n, "代发")]

    return Told(table(sent, ["状态", "附言"], row), ALL - set(more), faults={"contradiction": 4})


# --- 冲正 -----------------------------------------------------------------------------------------------------------


@answer
def statement_with_states(sent):
    head = ["交易日期", "对方户名", "对方账号", "借方金额", "贷方金额", "状态", "摘要"]
    rows = [head, *([sent.day, p.payee, p.account, "1,000.00", "", "交易成功", "代发"] for p in sent.lines)]
    rows += [[sent.day, sent[4].payee, sent[4].account, "", "1,000.00", "交易成功", "20131125批量代发业务退回"]]
    return Told(book(rows), ALL - {4}, faults={"contradiction": 2})


@answer
def taken_back_and_done_again(sent):
    head = [*HEAD, "状态", "摘要", "流水号"]
    rows = [head, *([*base(p), "成功", "代发", f"S{p.n}"] for p in sent.lines)]
    rows += [[4, sent[4].payee, sent[4].account, -1000, "成功", "冲正", "S31"], [*base(sent[4]), "成功", "代发", "S32"]]
    return Told(book(rows), ALL - {4}, faults={"contradiction": 3})


@answer
def latest_first(sent):
    rows = [[*HEAD, "状态", "摘要"], [*base(sent[4])[:3], "-1,000.00", "成功", "冲正"]]
    rows += [[*base(p), "成功", "代发"] for p in reversed(sent.lines)]
    return Told(book(rows), ALL - {4}, {4: "other"})


@answer
def red_entries(sent):
    rows = [[*HEAD, "状态", "摘要"], *([*base(p), "成功", "代发"] for p in sent.lines)]
    rows += [[*base(sent[4])[:3], -1000, "成功", "红字冲销"]]
    return Told(book(rows), ALL - {4}, {4: "other"})


@answer
def twice_by_two_serial_numbers(sent):
    """The bank paid it twice, and says so without a word."""
    rows = [[*HEAD, "状态", "流水号"], *([*base(p), "成功", f"HX2013{p.n:04d}"] for p in sent.lines)]
    rows += [[*base(sent[4]), "成功", "HX20139999"]]
    return Told(book(rows), ALL - {4}, faults={"paid-twice": 2})


# --- columns that speak of another step -----------------------------------------------------------------------------


@answer
def checked_before_it_is_paid(sent):
    """A portal that says at once whether it could read the file; what it refused isn't paid."""

    def row(p):
        return said(p.n)

    return Told(table(sent, ["校验结果", "错误原因"], row), (), REASONS, faults={"status-unknown": 28})


@answer
def taken_in_by_the_portal(sent):
    def row(p):
        return ["成功"]

    return Told(table(sent, ["导入结果"], row), problem="header-missing")


@answer
def a_message_was_sent(sent):
    def row(p):
        return ["成功"]

    return Told(table(sent, ["短信通知状态"], row), problem="header-missing")


@answer
def whether_it_was_given_back(sent):
    """That it came back is what succeeded."""
    rows = [["退票处理清单"], [*HEAD, "退票说明", "退款结果"], *([*base(p), "其他", "成功"] for p in sent.lines[:3])]
    return Told(book(rows), (), dict.fromkeys((1, 2, 3), "other"))


@answer
def results_of_giving_back(sent):
    rows = [[*HEAD, "退票处理结果"], *([*base(p), "成功"] for p in sent.lines[:3])]
    return Told(book(rows), problem="header-missing")


@answer
def a_title_of_the_check(sent):
    rows = [["批量文件校验成功清单"], HEAD, *(base(p) for p in sent.lines)]
    return Told(book(rows), problem="header-missing")


@answer
def a_title_of_accounts(sent):
    rows = [["社保卡开户成功名单"], HEAD, *(base(p) for p in sent.lines)]
    return Told(book(rows), problem="header-missing")


@answer
def words_of_other_steps(sent):
    given = ["汇出成功", "转出成功", "授权成功", "开户成功", "实名认证成功", "短信通知成功", "销户成功", "止付成功", "账户正常", "户名匹配成功",
             "已转出", "出账成功", "提交银行成功", "预处理成功", "对账成功", "激活成功", "绑定成功", "报文落地", "已授权", "解析成功"]  # fmt: skip
    return Told(words(sent, given), (), {}, {13}, {"status-unknown": 19})


@answer
def words_of_paying_again(sent):
    """Whether the money is there after all isn't said."""
    given = [
        "退票重发成功",
        "退回后已重新入账",
        "冲正后重新发放成功",
        "失败补发成功",
        "首次失败，重发成功",
        "退票已重发",
        "补发成功",
        "重发成功",
    ]
    return Told(words(sent, given), {7, 8}, faults={"status-unknown": 6})


@answer
def words_that_are_good(sent):
    given = ["交易成功", "处理成功", "代发成功", "支付成功", "打卡成功", "入账成功", "转账成功", "上账成功", "发放成功", "付款成功", "记账成功",
             "已入账", "已到账", "已发放", "已支付", "入卡成功", "存入成功", "成功入账", "成功发放", "该笔交易成功", "交易已成功", "S-成功",
             "成功√", "全部成功", "Success", "业务处理成功", "成功到账", "到账成功", "代付成功！", "核心记账成功"]  # fmt: skip
    return Told(words(sent, given), ALL)


@answer
def taken_back_after_it_arrived(sent):
    given = ["成功（已退回）", "已入账后退回", "支付成功，款项已退回", "成功/已冲正", "成功后被冲正", "交易成功 已撤销"]
    return Told(words(sent, given), (), dict.fromkeys(range(1, 7), "other"))


@answer
def true_and_false(sent):
    def row(p):
        return [p.n not in FAILED, said(p.n)[1]]

    return Told(table(sent, ["是否成功", "失败原因"], row), REST, REASONS)


# --- who ------------------------------------------------------------------------------------------------------------


@answer
def the_banks_own_numbers_and_names_alone(sent):
    """Row 5 is the bank's fifth: that payment 5 is to someone of that name is chance, there are two of them."""
    came = [30, 29, 28, 27, 6, 26]
    rows = [["代发失败清单"], ["序号", "姓名", "金额", "失败原因"]]
    rows += [[i, sent[n].payee, 1000, "户名不符"] for i, n in enumerate(came, 1)]
    return Told(book(rows), faults={"name-differs": 5, "ambiguous": 1})


@answer
def dots_in_names(sent):
    ways = ["阿依古丽•买买提", "阿依古丽．买买提", "阿依古丽‧买买提", "阿依古丽・买买提", "阿依古丽 买买提"]
    rows = [["序号", "姓名", "金额", "状态"], *([10, way, 1000, "成功"] for way in ways)]
    return Told(book(rows), {10})


@answer
def masks_of_other_kinds(sent):
    masks = ["######", "XXXXXX", "xxxxxx", "......", "××××××", "●●●●●●"]
    rows = [[*HEAD[:1], "户名", "卡号", "金额", "状态"]]
    for p in sent.lines:
        rows.append([p.n, p.payee, p.account[:6] + masks[p.n % 6] + p.account[-4:], 1000, "成功"])
    return Told(book(rows), ALL)


@answer
def last_digits_alone(sent):
    rows = [["序号", "户名", "卡号后四位", "金额", "状态"]]
    rows += [[p.n, p.payee, p.account[-4:], 1000, "成功"] for p in sent.lines]
    return Told(book(rows), ALL)


@answer
def digits_of_full_width(sent):
    wide = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
    rows = [[*HEAD, "状态"]]
    rows += [[str(p.n).translate(wide), p.payee, p.account.translate(wide), "1,000.00".translate(wide), "成功"]
             for p in sent.lines]  # fmt: skip
    return Told(book(rows), ALL)


@answer
def accounts_as_formulas(sent):
    rows = [[*HEAD, "状态"], *([p.n, p.payee, f'="{p.account}"', '"1,000.00"', "成功"] for p in sent.lines)]
    return Told(text(rows), ALL)


@answer
def accounts_with_a_tab_in_quotes(sent):
    rows = [['"序号"', '"户名"', '"账号"', '"金额"', '"状态"']]
    rows += [[f'"{p.n}"', f'"{p.payee}"', f'"{p.account}\t"', '"1,000.00"', '"成功\t"'] for p in sent.lines]
    return Told(text(rows), ALL)


@answer
def accounts_in_groups(sent):
    def way(p):
        a = p.account
        return (" " if p.n % 2 else "-").join([a[:4], a[4:8], a[8:12], a[12:]])

    rows = [[*HEAD, "状态"], *([p.n, p.payee, way(p), 1000, "成功"] for p in sent.lines)]
    return Told(book(rows), ALL)


@answer
def accounts_cut_to_fifteen_digits(sent):
    """Saved as text after a spreadsheet had them: the last digit is a nought."""
    rows = [[*HEAD, "状态"], *([p.n, p.payee, p.account[:15] + "0", 1000, "成功"] for p in sent.lines)]
    lost = sum(p.account[15:] != "0" for p in sent.lines)
    good = {p.n for p in sent.lines if p.account[15:] == "0"}
    return Told(book(rows), good, faults={"account-differs": lost})


@answer
def numbers_written_in_other_ways(sent):
    ways = [lambda n: f"第{n}笔", lambda n: f"{n}/30", lambda n: f"No.{n}", lambda n: f"{n:06d}", lambda n: f"{n}、"]
    rows = [[*HEAD, "状态"], *([ways[p.n % 5](p.n), p.payee, p.account, 1000, "成功"] for p in sent.lines)]
    return Told(book(rows), ALL)


@answer
def another_name_at_the_account(sent):
    """Account and number fit; the bank has someone else's name there and paid."""
    rows = [[*HEAD, "状态"], *([p.n, "某某某" if p.n == 4 else p.payee, p.account, 1000, "成功"] for p in sent.lines)]
    return Told(book(rows), ALL)


@answer
def people_and_papers(sent):
    """An ID number is no account."""
    rows = [["序号", "姓名", "证件号码", "金额", "发放结果"]]
    rows += [[p.n, p.payee, "342501198003072422", 1000, "成功"] for p in sent.lines]
    return Told(book(rows), ALL)


# --- pages, sums, several batches -----------------------------------------------------------------------------------


@answer
def carried_over_from_page_to_page(sent):
    rows = [["代发清单"], [*HEAD, "状态"]]
    for page in range(3):
        if page:
            rows += [["承前页", None, None, page * 10000], [*HEAD, "状态"]]
        rows += [[*base(p), "成功"] for p in sent.lines[page * 10 : page * 10 + 10]]
        rows += [["本页合计", None, None, 10000], ["过次页", None, None, (page + 1) * 10000]]
    rows += [["合计（大写）叁万元整", None, None, "¥30,000.00"]]
    return Told(book(rows), ALL)


@answer
def sums_with_a_word(sent):
    rows = [[*HEAD, "状态"], *([*base(p), said(p.n)[0]] for p in sent.lines)]
    rows += [
        ["成功", "28笔", None, 28000, "成功"],
        ["失败", "2笔", None, 2000, "失败"],
        ["合计", "30笔", None, 30000, None],
    ]
    return Told(book(rows), REST, dict.fromkeys(FAILED, "other"))


@answer
def sums_by_township(sent):
    rows = [["序号", "乡镇", *HEAD[1:], "状态"]]
    for i, town in enumerate(("水阳镇", "狸桥镇", "沈村镇")):
        part = sent.lines[i * 10 : i * 10 + 10]
        rows += [[p.n, town, *base(p)[1:], "成功"] for p in part]
        rows += [[f"{town}小计", None, "10人", None, 10000, None]]
    return Told(book([*rows, ["总计", None, "30人", None, 30000]]), ALL)


@answer
def three_batches_by_column(sent):
    rows = [["批次号", *HEAD, "状态"]]
    rows += [[sent.other, *base(p), "成功"] for p in sent.others]
    rows += [[sent.number, *base(p), said(p.n)[0]] for p in sent.lines]
    rows += [["FF20990101-0009", *base(p), "失败"] for p in sent.lines[:2]]
    return Told(book(rows), REST, dict.fromkeys(FAILED, "other"), faults={"other-batch": 5})


@answer
def another_batch_in_full_width(sent):
    wide = sent.other.replace("-", "－")
    rows = [[f"批次号：{wide}"], ["序号", "姓名", "金额", "状态"], *([p.n, p.payee, 1000, "成功"] for p in sent.lines)]
    return Told(book(rows), faults={"other-batch": 30})


@answer
def a_batch_in_the_remarks(sent):
    rows = [[*HEAD, "状态", "附言"], *([*base(p), "成功", f"{sent.other}救助金"] for p in sent.lines)]
    return Told(book(rows), faults={"other-batch": 30})


@answer
def last_months_file(sent):
    day = sent.day - timedelta(days=30)
    rows = [[*HEAD, "状态", "交易日期"], *([*base(p), "成功", day] for p in sent.lines)]
    return Told(book(rows), faults={"date": 30})


@answer
def two_sheets_the_later_mended(sent):
    first = [[*HEAD, "状态"], *([*base(p), "成功"] for p in sent.lines)]
    then = [[*HEAD, "状态"], *([*base(p), said(p.n)[0]] for p in sent.lines)]
    return Told(book(first, then, names=["初次", "更正后"]), REST, faults={"contradiction": 4})


# --- dates ----------------------------------------------------------------------------------------------------------


@answer
def dates_in_odd_forms(sent):
    d = sent.day
    ways = [f"{d.year}.{d.month}.{d.day}", f"{d.month}月{d.day}日", f"{d:%y-%m-%d}", f"{d:%y%m%d}", f"{d.year} 年 {d.month} 月 {d.day} 日",
            f"{d.year}－{d.month:02d}－{d.day:02d}", str((d - type(d)(1899, 12, 30)).days), f"{d:%d/%m/%Y}", f"{d:%d-%b-%Y}"]  # fmt: skip
    rows = [[*HEAD, "状态", "入账日期"], *([*base(p), "成功", ways[p.n - 1]] for p in sent.lines[: len(ways)])]
    return Told(book(rows), {1, 5, 6, 7}, faults={"date": 5})


@answer
def booked_tomorrow(sent):
    rows = [[*HEAD, "状态", "记账日期"], *([*base(p), "成功", sent.day + timedelta(days=1)] for p in sent.lines)]
    return Told(book(rows), faults={"date": 30})


@answer
def no_day_at_all(sent):
    rows = [
        [*HEAD, "状态", "入账日期"],
        *([*base(p), "成功", ["-", "0000-00-00", "00000000", "无"][p.n % 4]] for p in sent.lines),
    ]
    return Told(book(rows), ALL)


# --- files ----------------------------------------------------------------------------------------------------------


@answer
def names_in_two_rows_with_marks(sent):
    workbook = Workbook()
    sheet = workbook.active
    sheet.append(["收款人信息", None, None, "交易信息", None, None, "失败原因"])
    sheet.append(["序号", "姓名", "账号", "金额", "发放结果", None, None])
    sheet.append([None, None, None, None, "成功", "未成功", None])
    for p in sent.lines:
        bad = p.n in FAILED
        sheet.append([*base(p), None if bad else "√", "√" if bad else None, said(p.n)[1] or None])
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("D1:F1")
    sheet.merge_cells("E2:F2")
    return Told(saved(workbook), REST, REASONS)


@answer
def rows_hidden_by_a_filter(sent):
    """What is hidden among the rows is the bank's answer as well."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.append([*HEAD, "状态"])
    for p in sent.lines:
        sheet.append([*base(p), said(p.n)[0]])
        sheet.row_dimensions[p.n + 1].hidden = p.n in FAILED
    return Told(saved(workbook), REST, dict.fromkeys(FAILED, "other"))


@answer
def a_hidden_column(sent):
    workbook = Workbook()
    sheet = workbook.active
    sheet.append([*HEAD, "状态", "最新状态"])
    for p in sent.lines:
        sheet.append([*base(p), "成功", said(p.n)[0]])
    sheet.column_dimensions["F"].hidden = True
    return Told(saved(workbook), REST, faults={"contradiction": 2})


@answer
def results_of_a_lookup(sent):
    def row(p):
        return ["#N/A" if p.n in FAILED else "成功"]

    return Told(table(sent, ["状态"], row), REST, faults={"status-unknown": 2})


@answer
def dittos(sent):
    """As the row above in the bank's list, or in that of whoever sorted it since? It is asked."""

    def row(p):
        return ["成功" if p.n % 10 == 1 else "同上" if p.n % 2 else "〃"]

    return Told(table(sent, ["状态"], row), {1, 11, 21}, faults={"status-unknown": 27})


@answer
def a_portal_with_hash_signs(sent):
    rows = [["#农村商业银行批量代发明细"], ["#账号：[20000012345678]"], ["#起始日期：[2013年11月25日]"],
            ["#--------明细列表--------"], [*HEAD, "交易状态", "备注"]]  # fmt: skip
    rows += [[f"{p.n}\t", p.payee, f"{p.account}\t", "1000.00", said(p.n)[0] + "\t", said(p.n)[1]] for p in sent.lines]
    rows += [["#--------明细列表结束--------"], ["#成功：28笔，28000.00元"], ["#失败：2笔，2000.00元"]]
    return Told(text(rows), REST, REASONS)


@answer
def amounts_with_commas_unquoted(sent):
    rows = [
        ["序号", "户名", "账号", "金额", "状态", "失败原因"],
        *([p.n, p.payee, p.account, "1,000.00", *said(p.n)] for p in sent.lines),
    ]
    return Told(text(rows), faults={"amount-differs": 30})


@answer
def lines_of_a_macintosh(sent):
    rows = [[*HEAD, "状态"], *([*base(p), said(p.n)[0]] for p in sent.lines)]
    return Told(text(rows, end="\r"), REST, dict.fromkeys(FAILED, "other"))


@answer
def empty_lines_between(sent):
    rows = [[*HEAD, "状态"], *([*base(p), said(p.n)[0]] for p in sent.lines)]
    return Told(text(rows, end="\r\n\r\n"), REST, dict.fromkeys(FAILED, "other"))


@answer
def with_carets(sent):
    rows = [[*HEAD, "状态"], *([*base(p), said(p.n)[0]] for p in sent.lines)]
    return Told(text(rows, mark="^"), REST, dict.fromkeys(FAILED, "other"))


@answer
def in_english(sent):
    rows = [
        ["Bank of China Batch Payment Result"],
        ["No.", "Account Name", "Account No.", "Amount", "Status", "Remark"],
    ]
    rows += [[*base(p), *said(p.n, "SUCCESS", "FAILED")] for p in sent.lines]
    return Told(book(rows), REST, REASONS)


@answer
def in_two_languages(sent):
    rows = [["序号 No.", "户名 Account Name", "账号 Account No.", "金额 Amount", "交易状态 Status", "失败原因 Reason"]]
    rows += [[*base(p), *said(p.n, "成功 Success", "失败 Failed")] for p in sent.lines]
    return Told(book(rows), REST, REASONS)


@answer
def a_message_of_an_interface(sent):
    items = "".join(f"<Rd><Acct>{p.account}</Acct><Nm>{p.payee}</Nm><Sts>成功</Sts></Rd>" for p in sent.lines)
    return Told(
        f'<?xml version="1.0" encoding="GBK"?><CMS>{items}</CMS>'.encode("gbk", "xmlcharrefreplace"),
        problem="file-unreadable",
    )


@answer
def an_old_workbook_with_a_password(sent):
    begins = b"\x09\x08\x10\x00\x00\x06\x05\x00" + bytes(12)
    return Told(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + begins + b"\x2f\x00\x36\x00" + b"\x5a" * 400,
                problem="file-encrypted")  # fmt: skip


@answer
def half_a_workbook(sent):
    whole = table(sent, ["状态"], lambda p: ["成功"])
    return Told(whole[: len(whole) * 2 // 3], problem="file-unreadable")


@answer
def cut_in_the_middle_of_a_character(sent):
    rows = [[*HEAD, "状态"], *([*base(p), "成功"] for p in sent.lines)]
    whole = text(rows)
    return Told(whole[:-3], ALL - {30}, faults={"status-unknown": 1})


@answer
def not_a_single_outcome_yet(sent):
    return Told(table(sent, ["状态"], lambda p: ["处理中"]), (), {}, ALL)


@answer
def a_state_for_some_only(sent):
    """What isn't said isn't known, whatever the next ones say."""

    def row(p):
        return ["成功" if p.n < 11 else None]

    return Told(table(sent, ["处理结果"], row), range(1, 11), faults={"status-unknown": 20})


@answer
def paid_amounts_alone(sent):
    """An amount isn't a word."""

    def row(p):
        return [0 if p.n in FAILED else 1000]

    return Told(table(sent, ["到账金额"], row), problem="header-missing")


@answer
def names_of_other_columns(sent):
    rows = [["行号", "入账户名", "入账账号", "发生额", "明细状态", "银行反馈信息"]]
    rows += [[p.n, p.payee, p.account, "1,000.00", *said(p.n)] for p in sent.lines]
    return Told(book(rows), REST, REASONS)


@answer
def names_of_a_receipt(sent):
    rows = [["顺序号", "收款人名称", "收款人账户", "交易金额", "回执状态", "回执信息"]]
    rows += [[p.n, p.payee, p.account, "1,000.00", *said(p.n)] for p in sent.lines]
    return Told(book(rows), REST, REASONS)
