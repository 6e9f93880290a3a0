"""Chinese words of the institutions' list: names of kinds, reasons for a rank, reasons for refusing a cell."""

from collections.abc import Mapping

from assistant.domain.institution import CareService, ClassKind, InstitutionKind

KINDS: Mapping[InstitutionKind, str] = {
    InstitutionKind.INCLUSIVE: "普惠",
    InstitutionKind.DEMONSTRATION: "示范",
    InstitutionKind.COMMUNITY: "社区托育点",
    InstitutionKind.EMPLOYER: "用人单位办托",
    InstitutionKind.KINDERGARTEN: "幼儿园托班",
    InstitutionKind.PUBLIC: "公办",
    InstitutionKind.PRIVATE: "民办",
}
CLASS_KINDS: Mapping[ClassKind, str] = {
    ClassKind.INFANT: "乳儿班",
    ClassKind.TODDLER: "托小班",
    ClassKind.OLDER_TODDLER: "托大班",
    ClassKind.MIXED: "混合编班",
}
SERVICES: Mapping[CareService, str] = {
    CareService.FULL_DAY: "全日托",
    CareService.HALF_DAY: "半日托",
    CareService.HOURLY: "计时托",
    CareService.DROP_IN: "临时托",
}
FEE_UNITS: Mapping[CareService, str] = {
    CareService.FULL_DAY: "元/月",
    CareService.HALF_DAY: "元/月",
    CareService.HOURLY: "元/小时",
    CareService.DROP_IN: "元/次",
}

SAMPLE = "示例数据"
IN_UNIT = "在{unit}"
NEAR_UNIT = "在附近的{unit}"
IN_DISTRICT = "在{district}（没有更细的位置）"
LESS_THAN_100_METRES = "不到100米"
METRES = "{metres}米"
KILOMETRES = "{kilometres:.1f}公里"
TAKES_AGE = "{age}月龄可入托"
AGE_NOT_SAID = "收托月龄名单里没有写，请先问"
GRADE = "质量评估{grade}级"
DEMONSTRATION = "{level}示范"
FREE_PLACES = "尚有{count}个托位（{when}更新）"
FREE_PLACES_STALE = "{when}有{count}个空余托位，请电话确认"
NO_FREE_PLACES = "暂无空余托位（{when}更新）"
TODAY = "今天"
DAYS_AGO = "{days}天前"
MONTHS_AGO = "{months}个月前"
FEE_FROM = "{service}{fee:g}{unit}"
OPEN_NOW = "现在开放"
HEALTH_CARE = "医育结合"

WIDENED = "{from_km:g}公里内只有{count}家，已放宽到{to_km:g}公里。"
WIDENED_FROM_NONE = "{from_km:g}公里内没有符合条件的，已放宽到{to_km:g}公里。"
NOTHING_IN_REACH = "{to_km:g}公里内没有符合条件的机构。"
NEARBY_TOO = "{area}里符合条件的不多，附近的也列在后面。"
POINT_OF_DISTRICT = "{area}没有准确位置，远近按所在区估计。"
GREAT_CIRCLE = "距离是直线距离。"

# Reasons for refusing a cell or a file, as office staff read them.
NEEDED = "这一格必须填写"
TOO_LONG = "太长，最多{most}个字"
FORMULA = "这一格是公式，请复制后“选择性粘贴为数值”再导入"
CELL_ERROR = "这一格是表格软件的错误值，请改成实际内容"
CONTROL_CHARACTERS = "有看不见的控制字符，请重新输入"
NOT_A_NUMBER = "不是数字，请只填一个数"
OUT_OF_RANGE = "数字要在{least}到{most}之间"
NOT_WHOLE = "要填整数"
NOT_A_DATE = "不是日期，请写成 2026-11-23 的样子"
IN_THE_FUTURE = "日期在今天之后，请核对"
TOO_EARLY = "日期太早，请核对"
NOT_YES_OR_NO = "请填“是”或“否”"
UNKNOWN_WORD = "不认识“{word}”，可以填：{known}"
NOT_A_PHONE = "电话号码位数不对，请填11位手机号，或带区号的座机，如 0510-80000000"
NOT_A_GRADE = "等级要填 A、B、C、D 中的一个"
NOT_AN_AGE_RANGE = "看不懂这个年龄范围，请写成 6-36（月龄）或 6个月-3岁"
NOT_A_LINK = "图片地址要以 https:// 开头"
UNKNOWN_DISTRICT = "不是无锡的区或县级市，可以填：{known}"
UNKNOWN_SUBDISTRICT = "{district}没有这个街道（镇），可以填：{known}"
AGES_CROSSED = "最小月龄比最大月龄还大"
MORE_FREE_THAN_TOTAL = "空余托位比托位总数还多"
FREE_WITHOUT_DATE = "填了空余托位，还要填确认日期，否则家长不知道是哪天的数"
POINT_INCOMPLETE = "经度和纬度要一起填"
DATUM_NEEDED = "填了经纬度，还要填坐标系：WGS84（或 CGCS2000）、GCJ02（高德、腾讯地图）"
UNKNOWN_DATUM = "不认识这个坐标系，可以填 WGS84、CGCS2000、GCJ02、高德、腾讯；百度坐标请先转换"
POINT_SWAPPED = "经度和纬度填反了：无锡的纬度约31度，经度约120度"
POINT_OUTSIDE = "这个位置不在无锡，请核对经纬度"
TWICE_IN_FILE = "和第{row}行是同一家机构，只能出现一次"
NOT_KNOWN_YET = "名单里还没有这家机构，新机构要填写机构名称和所在区"
SAMPLE_NAME = "示例数据的名称里要有“示例”两个字"

EMPTY_FILE = "文件是空的。"
EMPTY_SHEET = "表里没有内容。请把名单放在第一张工作表里，第一行写列名。"
NO_HEADER = "没有找到列名。请在第一行写上“机构名称”“所在区”等列名，或先导出一份作样子。"
NO_ROWS = "只有列名，没有机构。"
COLUMN_TWICE = "“{first}”和“{second}”这两列说的是同一件事，请只留一列。"
NO_KEY_COLUMN = "至少要有“备案编号”或“机构名称”这一列，才知道说的是哪一家。"
OLD_EXCEL = "这是旧的 .xls 格式。请在表格软件里另存为 .xlsx 或 CSV 再导入。"
NOT_A_TABLE = "这个文件不是能读的表格。请用 .xlsx，或 UTF-8、GBK 编码的 CSV。"
TOO_MANY_ROWS = "一次最多导入{most}行，请分成几个文件。"
TOO_LARGE = "文件太大，最多{most}MB。"
