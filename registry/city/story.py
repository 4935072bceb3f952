"""What happens in the city, in order."""

from cms.services.site import build as build_site
from registry.city import money, relief, rosters, staff, today
from registry.city.building import City, Step, build
from registry.city.pen import Writer
from registry.core import scope

AFTERWARDS = [
    Step("funds", "资金到账", money.funds),
    Step("relief-2013", "2013 年“两癌”救助申请、审批", relief.grants),
    Step("list-2013", "2013 年救助公示", relief.list_of_2013),
    Step("list-2013-over", "2013 年救助公示期满", relief.taken_down),
    Step("paid-LQJZ-2013", "2013 年救助金发放", money.relief_paid),
    Step("paid-CL-2013", "春蕾计划助学金发放", money.spring_bud_paid),
    Step("answered-XJ-2013-2", "“宣酒”助学金秋季发放与退票", money.tracked_answered),
    Step("paid-again-XJ-2013-2", "“宣酒”助学金退票更正账号后重发", money.tracked_paid_again),
    Step("asked-back-XJ-2013-2", "“宣酒”助学金追回：退还、分期、核销、抵扣", money.tracked_asked_back),
    Step("checked-XJ-2014-1", "“宣酒”助学金待审批", money.tracked_made),
    Step("handed-out-CL-2014-1", "春蕾计划春季助学金当面发放", money.handed_out),
    Step("to-hand-out-CL-2014-1", "春蕾计划春季助学金待当面发放", money.to_hand_out),
    Step("today", "今天在办的申请", today.applications),
    Step("list-today", "今天公示的名单", today.standing_list),
]


def load(city: City, *, beside: bool = True) -> int:
    """Load all of it. `beside`: another process writes the rosters. How many stages were built."""
    made = build(city, [Step("accounts", "工作人员账户", lambda city: str(staff.employ()))])
    writer = Writer(city, beside=beside)
    try:
        writer.start(rosters.COUNTIES)
        made += build(city, [Step("site", "公众网站", site), *rosters.steps(city, writer), *AFTERWARDS])
    finally:
        writer.stop()
    return made


def site(city: City) -> str:
    # What groups may do to pages is an administrator's to say.
    with scope.entered(scope.ACCOUNT_KEEPER):
        return str(build_site(actor=staff.account("editor")).made)
