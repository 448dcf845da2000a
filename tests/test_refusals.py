"""What the notation refuses: for each, what is marked, the sentence in both languages, and what to do."""

import pytest

from ecoindicators import TargetSyntaxError, Text, parse_target
from ecoindicators.limits import using_limits

LABELS = {"labels": ("山区", "丘陵区")}
STATE = ("如为定性要求，请在 states 中声明", "if it is a state, declare it in states")
DIGITS = ("请写数字，例如“≥90”", 'write digits, for example "≥90"')
OWN = ("请另列为一个分项", "make it a component of its own")
EVENT = ("请另列为一个分项，或声明为定性要求", "make it a component of its own, or declare it as a state")
LIST = (
    "请给每个分项填写各自的目标；按地区分的，请声明类别标签",
    "give each component its own target, or declare the labels that tell the places apart",
)
A_LIST = (
    "这几个数值像是分属几个分项、地区或档次",
    "these numbers look like a list for several components, kinds of places or grades",
)
JOIN = (
    "几个分项的目标请分别填写；同一分项的条件用“且”或“，”连接",
    'give each component its own target, or join conditions by "，" or "且"',
)
LEVELS = ("请用“；”和“，”分层，或用 {…} 括起", "use ；and ， for levels, or braces {…}")
BOTH = ("同一层既有“且”又有“或”，含义不明", "both AND and OR at one level; which binds first is not clear")
KINDS = ("请在 labels 中声明这些类别", "declare them in labels")
ABOUT = ("“左右”“约”没有明确界限，请写明“≥”或“≤”", '"左右" and "约" set no bound; write "≥" or "≤"')
GRADE = (
    "类别、级别是等级，不是数值；请声明为定性要求，或改报达到该类别的比例",
    "a class or grade is no number; declare the phrase as a state, or report the share that reaches the class",
)
RANK = ("名次不是数值；请声明为定性要求", "a rank is no value; declare the phrase as a state")
STANDARD = (
    "引用的标准不是数值；请写出标准中的限值，或声明为定性要求",
    "a standard's number is no value; write the limit that it sets, or declare the phrase as a state",
)
BASE = ("请写明基准年，例如“较2020年下降18%”", 'name the base year, for example "较2020年下降18%"')
BY_DAY = ("请写“年底前”“月底前”或具体日期", "write 年底前, 月底前 or a day")
NOT_CLEAR = ("没有写明是在此之前还是在其末尾之前", "it does not say whether before it begins or before it ends")
DIRECTION = ("须说明数值越高越好还是越低越好", "a direction is needed: is higher or lower better?")
HIGHER = ("请给出 direction，或写明“高于”“低于”", 'give direction="higher" or "lower", or write 高于 or 低于')
NO = ("", "")
EACH_YEAR = (
    ("按年度的目标，每一段都须写明年度", "a target by year needs the year in each part"),
    ("如“2026年≥85；2027年≥95”", 'such as "2026年≥85；2027年≥95"'),
)


def limit(name):
    return (
        f'如确有需要，可放宽上限：ECOINDICATORS_LIMITS="{name}=…"',
        f'If it is meant, raise the limit: ECOINDICATORS_LIMITS="{name}=…"',
    )


def no(text):
    return f"不能理解“{text}”", f'"{text}" was not understood'


REFUSED = [
    # by year
    ("2023年≥60；2023年≥65", {}, "2023年", ("2023年出现两次", "2023 stands twice"), NO),
    ("2023年、2024年、2023年≥60", {}, "2023年、2024年、2023年", ("2023年出现两次", "2023 stands twice"), NO),
    ("2025-2023年≥60", {}, "2025-2023年", ("年份范围不对", "this is no span of years"), NO),
    ("2023-2023年≥60", {}, "2023-2023年", ("年份范围不对", "this is no span of years"), NO),
    ("2020-2071年≥60", {}, "2020-2071年", ("年份范围不对", "this is no span of years"), NO),
    ("2023年≥60；≥65", {}, "≥65", *EACH_YEAR),
    ("2023年≥60； 2024年≥65；≥70", {}, "≥70", *EACH_YEAR),
    # by variant
    ("山区≥60；≥40", LABELS, "；≥40", no("；≥40"), STATE),
    ("≥60（山区）；≥40（丘陵区）；≥50", LABELS, "", ("每一段都应带有类别标签", "each part must bear a label"), NO),
    ("≥60（山区）；≥40（丘陵区）；≥50（好）", LABELS, "", ("每一段都应带有类别标签", "each part must bear a label"), NO),
    ("≥60（山区）；≥40（丘陵区），", LABELS, "，", ("应为条件，却已结束", "expected a condition, found the end"), NO),
    ("≥8000/≥6000（东部/中部）", {}, "东部/中部", ("“东部、中部”像是地区类别", '"东部、中部" looks like kinds of places'), KINDS),
    ("≥8000/≥6000（东部/山区）", LABELS, "东部/山区", ("“东部”像是地区类别", '"东部" looks like kinds of places'), KINDS),
    # joined
    ("≥90 ≥95", {}, "≥95", ("“≥95”与前面的目标之间缺少连接词", '"≥95" is not joined to what stands before'), JOIN),
    ("≥90，≥95", {}, "，≥95", A_LIST, LIST),
    ("≤90，<95", {}, "，<95", A_LIST, LIST),
    ("=90，=90", {}, "，=90", A_LIST, LIST),
    ("≥90；≥95", {}, "；≥95", A_LIST, LIST),
    ("≥90且未发生事故", {}, "≥90且未发生事故", ("“未发生事故”与数值要求不是同一个量", '"未发生事故" and the number are not about one quantity'), EVENT),
    ("未发生事故，≥1", {}, "未发生事故，≥1", ("“未发生事故”与数值要求不是同一个量", '"未发生事故" and the number are not about one quantity'), EVENT),
    ("且≥60", {}, "且", ("“且”之前缺少条件", 'a condition is missing before "且"'), NO),
    ("或者≥60", {}, "或者", ("“或者”之前缺少条件", 'a condition is missing before "或者"'), NO),
    ("≥60并且", {}, "并且", ("“并且”之后缺少条件", 'a condition is missing after "并且"'), NO),
    ("≥60 or ", {}, "or", ("“or”之后缺少条件", 'a condition is missing after "or"'), NO),
    ("≥60；或", {}, "或", ("应为条件，却已结束", "expected a condition, found the end"), NO),
    ("（注）", {}, "）", ("应为条件，却已结束", "expected a condition, found the end"), NO),
    ("≥80，且不降低，或≥60", {}, "，或", BOTH, LEVELS),
    ("≥80；或不降低；且消除", {}, "；且", BOTH, LEVELS),
    ("≥80 建立，或≤5", {"states": ("建立",)}, "，或", BOTH, LEVELS),
    ("建立 甲运行", {"states": ("建立", "甲", "运行")}, "运行", no("运行"), STATE),
    ("≥60，", {}, "，", no("，"), STATE),
    ("{", {}, "{", ("应为条件，却已结束", "expected a condition, found the end"), NO),
    ("{≥60", {}, "", ("缺少“}”", 'expected "}"'), NO),
    ("≥60}", {}, "}", no("}"), STATE),
    ("{" * 20 + "≥60" + "}" * 20, {}, "≥60" + "}" * 20, ("嵌套超过20层", "nested over 20 levels deep"), limit("target_depth")),
    # remarks
    ("≥60（50）", {}, "50", ("括号中的数字含义不明", "it is not clear what the number in brackets means"),
     ("请写明它是目标、上年数还是说明", "say whether it is a target, an earlier value or a remark")),
    ("≥60（2024年达到65）", {}, "2024年达到65", ("括号中另有分年度的目标", "the brackets hold targets for other years"),
     ("请按年份列出，例如“2023年≥60；2024年≥65”", 'list them by year, for example "2023年≥60；2024年≥65"')),
    ("≥60（力争≥70", {}, "（力争≥70", no("（力争≥70"), STATE),
    ("≥60（力争≥70，好）", {}, "，好）", no("，好）"), STATE),
    ("面积率≥60，覆盖率≥50", {}, "覆盖率", ("“覆盖率”是另一个量", '"覆盖率" is another quantity'), OWN),
    ("≥60，覆盖率≥50", {}, "覆盖率", ("“覆盖率”是另一个量", '"覆盖率" is another quantity'), OWN),
    ("2023年处理率≥60；2024年覆盖率≥65", {}, "覆盖率", ("“覆盖率”是另一个量", '"覆盖率" is another quantity'), OWN),
    ("处理率达覆盖率≥60", {}, "达覆盖率", ("“达覆盖率”是另一个量", '"达覆盖率" is another quantity'), OWN),
    # against earlier years
    ("近一年逐年上升", {}, "近一年逐年上升", ("逐年比较至少需要两年", "year on year needs at least two years"), NO),
    ("年均下降5%", {}, "年均下降", ("“年均下降”没有说明从哪一年起算", '"年均下降" does not say from which year it counts'), BASE),
    ("较2012年下降100%", {}, "100", ("下降幅度应小于100%", "a decline must be under 100 %"), NO),
    ("等于上年和全省平均水平", {}, "等于上年和全省平均水平", ("应为高于或低于上年", "expected higher or lower than last year"), NO),
    # events, dates and windows
    ("近0年未发生", {}, "近0年", ("应至少为一年", "expected at least one year"), NO),
    ("颁布实施0年以上", {}, "颁布实施0年以上", ("时间应大于0", "the time must be above 0"), NO),
    ("2023年6月前颁布", {}, "2023年6月前颁布", NOT_CLEAR, BY_DAY),
    ("2023年前颁布", {}, "2023年前颁布", NOT_CLEAR, BY_DAY),
    ("2023年2月30日前颁布", {}, "2023年2月30日前颁布", ("不是有效的日期", "this is no date"), NO),
    ("2023年13月底前颁布", {}, "2023年13月底前颁布", ("不是有效的日期", "this is no date"), NO),
    ("2023年0月底前颁布", {}, "2023年0月底前颁布", ("不是有效的日期", "this is no date"), NO),
    # numbers
    ("≥1.0000000000000001且不降低", {}, "1.0000000000000001", ("有效数字超过15位", "over 15 significant digits"), NO),
    ("≥10,000,000,000,000,000", {}, "10,000,000,000,000,000", ("数值超过±1,000,000,000,000,000", "the number is beyond ±1,000,000,000,000,000"), limit("number_size")),
    ("≥0.0000000000000001，不降低", {}, "0.0000000000000001", ("小数超过15位", "the number has over 15 decimal places"), limit("number_places")),
    ("60至40", {}, "60至40", ("区间下限60大于上限40", "the range runs from 60 down to 40"), NO),
    ("≥60以下", {}, "≥60以下", ("“≥60以下”的前后要求不一致", '"≥60以下" asks for two different things'), NO),
    ("≤60以上", {}, "≤60以上", ("“≤60以上”的前后要求不一致", '"≤60以上" asks for two different things'), NO),
    ("提高到60以下，60", {}, "60", ("只写数字时，须说明数值越高越好还是越低越好", "a number alone needs a direction: is higher or lower better?"),
     ("请给出 direction，或写明“≥”“≤”", 'give direction="higher" or "lower", or write "≥" or "≤"')),
    ("≥", {}, "≥", ("“≥”之后应为数字", 'expected a number after "≥", found nothing'), DIGITS),
    ("须达到", {}, "须达到", ("“须达到”之后应为数字", 'expected a number after "须达到", found nothing'), DIGITS),
    ("不低于九十", {}, "不低于九十", ("“不低于”之后应为数字，实为“九十”", 'expected a number after "不低于", found "九十"'), DIGITS),
    ("≥Ⅲ类水质标准以及其他有关的要求", {}, "≥Ⅲ类水质标准以及其他有关的要求",
     ("“≥”之后应为数字，实为“Ⅲ类水质标准以及其他有关”", 'expected a number after "≥", found "Ⅲ类水质标准以及其他有关"'), GRADE),
    # values of others
    ("优于全省平均水平", {}, "优于全省平均水平", DIRECTION, HIGHER),
    ("≥5，达到全省平均水平", {}, "达到全省平均水平", DIRECTION, HIGHER),
    ("高于全省平均水平0%", {}, "0", ("百分比应大于0", "the share must be above 0"), NO),
    ("高于全省平均水平的-5%", {}, "-5", ("百分比应大于0", "the share must be above 0"), NO),
    ("高于全省平均水平30%", {}, "30", ("“平均值30%”可以指其30%，也可以指相差30%", '"30%" may mean that share of the reference or that far from it'),
     ("请写明“的30%”", 'write "的30%" for the share')),
    ("高于全省平均水平以下", {}, "高于全省平均水平以下", ("“高于全省平均水平以下”的前后要求不一致", '"高于全省平均水平以下" asks for two different things'), NO),
    # what is no number
    ("约60", {}, "约60", no("约60"), ABOUT),
    ("≥60 大约", {}, "大约", no("大约"), ABOUT),
    ("Ⅲ类", {}, "Ⅲ类", no("Ⅲ类"), GRADE),
    ("二级标准", {}, "二级标准", no("二级标准"), GRADE),
    ("全省前10名", {}, "全省前10名", no("全省前10名"), RANK),
    ("符合gb/t 3095要求", {}, "符合gb/t 3095要求", no("符合gb/t 3095要求"), STANDARD),
    ("好", {}, "好", no("好"), STATE),
    ("这一句话写得很长很长很长，长过二十个字，只显示开头", {}, "这一句话写得很长很长很长，长过二十个字，只显示开头", no("这一句话写得很长很长很长，长过二十个字，"), STATE),
    ("", {}, "", ("目标是空的", "the target is empty"), NO),
    ("  ", {}, "  ", ("目标是空的", "the target is empty"), NO),
]  # fmt: skip


@pytest.mark.parametrize(("text", "given", "marked", "message", "hint"), REFUSED)
def test_a_refusal_marks_the_place_and_says_what_to_do(text, given, marked, message, hint):
    """The span marks what is wrong, the message says it, the hint says what to write instead."""
    with pytest.raises(TargetSyntaxError) as caught:
        parse_target(text, **given)
    start, end = caught.value.span
    assert text[start:end] == marked
    assert (caught.value.message.zh, caught.value.message.en) == message
    assert (caught.value.hint.zh, caught.value.hint.en) == hint


@pytest.mark.parametrize(
    "marked",
    [
        "≥60以下", "优于全省平均水平", "高于全省平均水平以下", "60至40", "近一年逐年上升", "颁布实施0年以上", "2023年6月前颁布", "2023年2月30日前颁布",
        "等于上年和全省平均水平", "60",
    ],
)  # fmt: skip
def test_a_refusal_marks_no_more_than_what_is_wrong(marked):
    """What stands behind it is left alone."""
    with pytest.raises(TargetSyntaxError) as caught:
        parse_target(f"{marked}，≥5")
    assert caught.value.span == (0, len(marked))


def test_a_phrase_may_be_as_long_as_the_bound_and_no_longer():
    """2000 characters are read; what is over is marked."""
    text = "≥1" + "（注）" * 666
    assert len(text) == 2000
    assert str(parse_target(text)) == "≥1"
    with pytest.raises(TargetSyntaxError) as caught:
        parse_target(text + " ")
    assert caught.value.span == (2000, 2001)
    assert caught.value.message.zh == "目标文字超过2000个字符"
    assert caught.value.message.en == "the target is over 2000 characters long"


def test_nesting_may_be_as_deep_as_the_bound():
    """Nineteen pairs of braces around a condition are read, behind another condition too."""
    assert str(parse_target("{" * 19 + "≥60" + "}" * 19)) == "≥60"
    assert str(parse_target("不降低且" + "{" * 19 + "≥60" + "}" * 19)) == "不降低且≥60"


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("≥60", 1), ("≥5且≤9且不降低", 3), ("≥9或≤5", 2), ("连续三年{≥5且≤9}", 6), ("山区≥60且不降低；丘陵区≥40", 3), ("2023年≥60且不降低；2024年≥65", 3),
        ("≥60且不降低，力争{≥70或≥80}", 4),
    ],
)  # fmt: skip
def test_a_target_may_ask_as_much_as_the_bound(text, conditions):
    """Every condition counts, each year of a window and an aim too; one more than the bound is refused as a whole."""
    with using_limits(target_size=conditions):
        assert parse_target(text, **LABELS).text == text
    more = f"{{{text}}}且消除"
    with using_limits(target_size=conditions), pytest.raises(TargetSyntaxError) as caught:
        parse_target(more, **LABELS)
    assert caught.value.span == (0, len(more))
    assert caught.value.message == Text(
        f"目标所含条件（按年计）超过{conditions}个",
        f"the target asks over {conditions} conditions, each year of a window counted",
    )
    assert (caught.value.hint.zh, caught.value.hint.en) == limit("target_size")


def test_a_state_that_is_a_label_too_is_refused():
    """Either could be meant; a phrase behind it would be read as one and printed as the other."""
    with pytest.raises(TargetSyntaxError) as caught:
        parse_target(" ≥70（山区）；≥40（丘陵区）", labels=("山区", "丘陵区"), states=("山区", "丘陵区"))
    assert caught.value.span == (0, len(caught.value.source))
    assert caught.value.message == Text(
        "“丘陵区、山区”既是类别标签又是定性要求", '"丘陵区、山区" is both a label and a state'
    )
    assert caught.value.hint == Text("请改动其中一个", "change one of them")


@pytest.mark.parametrize("phrase", ["", " "])
def test_a_state_without_words_is_refused(phrase):
    """It would be found everywhere in a phrase; the whole phrase is marked."""
    with pytest.raises(TargetSyntaxError) as caught:
        parse_target("≥5", states=("建立", phrase))
    assert caught.value.message == Text("声明的定性要求中有空的", "a declared state is empty")
    assert caught.value.span == (0, 2)


@pytest.mark.parametrize("text", ["0025年底前建成", "3025年底前建成"])
def test_a_deadline_names_a_year_of_our_time(text):
    """A year that was mistyped is no deadline, and what is printed can be read back."""
    with pytest.raises(TargetSyntaxError):
        parse_target(text)
    assert str(parse_target("2025年底前建成")) == "2025年12月31日前建成"


def test_a_label_that_looks_like_a_remark_leaves_the_remark_one():
    """Points behind a change are absolute, whatever the labels are called, and what is printed reads back."""
    target = parse_target("比上年提高2个百分点", labels=("绝对值",))
    assert str(target) == "较上年上升≥2（绝对值）"
    assert parse_target(str(target), labels=("绝对值",)) == target


def test_values_of_listed_labels_are_parted_by_slashes_alone():
    """Where the labels stand in one bracket, what parts their values is a slash; anything else is left over."""
    with pytest.raises(TargetSyntaxError) as caught:
        parse_target("≥70 ≥40/（山区/丘陵区）", **LABELS)
    error = caught.value
    assert (error.message.zh, error.span) == ("“≥40/（山区/丘陵区）”与前面的目标之间缺少连接词", (4, 16))
    assert (error.hint.zh, error.hint.en) == JOIN


@pytest.mark.parametrize("direction", [None, "higher", "lower"])
def test_words_that_no_direction_helps_with_are_refused_first(direction):
    """15左右 has no bound, whichever way is better: nobody is asked for a direction in vain."""
    with pytest.raises(TargetSyntaxError) as caught:
        parse_target("15左右", direction)
    error = caught.value
    assert (error.message.zh, error.message.en) == ("不能理解“左右”", '"左右" was not understood')
    assert (error.span, (error.hint.zh, error.hint.en)) == ((2, 4), ABOUT)
