"""What is said about institutions; merged into the sentences of `wording.py` where those are looked up by code."""

from collections.abc import Mapping

NEAR_YOU = "离您最近的托育机构："
NEAR_YOU_FOR_AGE = "离您最近、{age}可以入托的机构："
IN_AREA = "{area}的托育机构："
IN_AREA_FOR_AGE = "{area}{age}可以入托的机构："
AROUND_YOU = "您刚才的位置一带的托育机构，由近到远："
AROUND_YOU_FOR_AGE = "您刚才的位置一带、{age}可以入托的机构，由近到远："
CHEAPEST_FIRST = "按名单上的月收费从低到高排，没写收费的排在后面；收费以机构公示为准。"
OF_THIS_NAME = "您问的可能是："
ALL = "符合条件的托育机构："
ENTRY = "{number}. {name}：{reasons}"
PHONE = "。电话{phone}"
PHONE_LINE = "电话：{phone}。"
NO_PHONE_LINE = "电话：名单里没有，可以拨打12345问所在区卫生健康部门。"
ADDRESS_LINE = "地址：{address}。"
MORE = "一共{total}家，这里列出{shown}家。"
MORE_AFTER = "一共{total}家，这里是到第{last}家为止。"
NO_MORE = "这个范围里就这些，后面没有别的了。可以换个区、放宽条件再找，或拨打12345问所在区的托位。"
NONE_FOUND = "没有找到符合条件的机构。可以换个街道、放宽条件再问，或拨打12345问所在区还有哪些托位。"
LIST_IS_EMPTY = "机构名单还没有导入，暂时查不到。可以拨打12345，请所在区卫生健康部门告诉您附近的托育机构。"
WHICH_PLACE = "这个地名有几处，您说的是哪一个？"
WHERE = "您想找哪里的？告诉我区和街道，或者发一个位置给我。"
LOCATION_USED = "您的位置只用在这一次查找，不保存。"
OUTSIDE_WUXI = "这个位置不在无锡，我只能查无锡的托育机构。可以告诉我无锡的区或街道，例如：滨湖区荣巷街道。"
SWAPPED = "收到的经度和纬度好像写反了，请重新发一次位置，或者告诉我在哪个街道。"
SAMPLE_WARNING = "以上是示例数据，机构都是虚构的，请不要前往或拨打。真实名单由所在区卫生健康部门提供。"
CALL_FIRST = "托位变化快，去之前请先打电话确认。"
LISTED_AS_OF = "以上来自{source}，截至{source_on}。"

FILED = "备案：已备案，编号{number}{day}。"
FILED_ON = "，{day}"
NOT_FILED = "备案：名单里没有这家的备案编号。可以请机构出示备案回执，或向所在区卫生健康部门核实。"
INCLUSIVE = "普惠：名单标注为普惠机构。"
NOT_INCLUSIVE = "普惠：名单里没有标注普惠。"
GRADE = "质量评估：{grade}级{day}。"
NO_GRADE = "质量评估：名单里没有评估等级。"
DEMONSTRATION = "示范：{level}示范机构。"
FEE = "收费：{fees}。收费以机构公示为准。"
NO_FEE = "收费：名单里没有，机构应当公示收费标准，可以请机构出示。"
INSPECTIONS = "检查：{text}"
NOTICES = "公示：{text}"
NOT_IN_LIST = (
    "名单里没有找到这个名称。可能还没有备案，也可能名称不同或名单还没更新。"
    "可以请机构出示备案回执，或拨打12345，请所在区卫生健康部门核实。"
)
AGES = "{low}～{high}个月"
AGES_FROM = "{low}个月以上"
AGES_TO = "{high}个月以下（含）"
AGE = "{age}个月"
WANTED_AGAIN = "{place}哪里有托育"

ERRORS: Mapping[str, str] = {
    "outside_wuxi": "这个位置不在无锡，请核对经纬度，或改用区、街道名称查询。",
    "coordinates_swapped": "经度和纬度好像写反了：无锡的纬度约31度，经度约120度。",
    "incomplete_point": "经度、纬度和坐标系（wgs84 或 gcj02）要一起给出。",
    "unknown_place": "没有找到这个地方。请用无锡的区、街道（镇）名称，例如：滨湖区、荣巷街道。",
    "ambiguous_place": "这个地名有几处，请说清楚是哪一个：{names}。",
    "unusable_age": "月龄要在0到83之间，请核对孩子的年龄。",
    "unusable_file": "这个文件不能用，请检查后再导入。",
    "import_problems": "有些行不能用，所以什么都没有改。请按提示改好再导入，或选择只导入没有问题的行。",
}
