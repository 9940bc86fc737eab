"""Which clauses and amounts a change touches: what conditions of stages are asked about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.text.amounts import amount_in
from documents.text.markdown import from_markdown
from documents.text.redline import compare
from documents.text.touched import Passage, stands_in, touched


def passages(old: str, new: str) -> list[Passage]:
    return list(touched(compare(from_markdown(old), from_markdown(new))))


@pytest.mark.parametrize(
    "text",
    [
        "采购金额超过 5000 元的，报分管领导批准",
        "单笔不超过５００元",
        "预算 12.5 万元以上",
        "伍万元整",
        "罚款三百元",
        "人民币贰佰万元",
        "数万元的项目",
        "¥1,200",
        "￥ 1200",
        "RMB 3000 per trip",
        "3,000 yuan",
        "USD 200",
        "金额（万元）\t50",
        "不低于百分之三点五",
        "合格率达到 95%",
        "满意度９５％",
        "提高两个百分点",
        "5 per cent",
    ],
)
def test_an_amount_is_found_however_it_is_written(text: str) -> None:
    assert amount_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "一元化管理",
        "多元评价，公元 2026 年",
        "计量单元 3 个，状元楼",
        "12 月 5 日前报送，3 个工作日内答复",
        "Version 3.2, clause 7.5",
        "二元结构",
        "元素 15 种",
        "the currency of external documents",
    ],
)
def test_what_is_no_amount_is_none(text: str) -> None:
    assert amount_in(text) == ""


@pytest.mark.parametrize(
    ("clause", "wanted", "is_in"),
    [
        ("7.5", "7.5", True),
        ("7.5.1", "7.5", True),
        ("7.5-2（一）", "7.5", True),
        ("7.50", "7.5", False),
        ("17.5", "7.5", False),
        ("7", "7.5", False),
        ("第三条（一）", "第三条", True),
        ("第三条之一", "第三条", False),
        ("第三条（一）", "第三条(一)", True),
        ("７．５．１", "7.5.", True),
        ("附录A", "附录 A", True),
        ("", "7.5", False),
        ("7.5", "", False),
    ],
)
def test_a_clause_stands_in_itself_and_above(clause: str, wanted: str, *, is_in: bool) -> None:
    assert stands_in(clause, wanted) is is_in


TEXT = "# 1 目的\n\n1.1 规定谁批准。\n\n# 2 费用\n\n2.1 超过 500 元报批。\n\n2.2 凭票报销。\n"


def test_a_change_touches_its_clause_and_no_other() -> None:
    [found] = passages(TEXT, TEXT.replace("凭票", "凭发票"))
    assert found == Passage(("2.2",), ("2.2 凭票报销。", "2.2 凭发票报销。"))


def test_what_was_taken_out_was_touched_where_it_stood() -> None:
    [found] = passages(TEXT, TEXT.replace("2.2 凭票报销。\n", ""))
    assert found.clauses == ("2.2",)


def test_a_chapter_is_touched_by_what_stands_in_its_articles() -> None:
    old = "第一章 总则\n\n第一条 目的。\n\n第二章 采购\n\n第二条 由办公室采购。\n"
    [found] = passages(old, old.replace("由办公室", "由财务科"))
    assert set(found.clauses) == {"第二条", "第二章"}


def test_a_move_touches_where_it_came_from_and_where_it_went() -> None:
    moved = "这一段说明谁在什么时候把文件交给谁，并由谁登记在册。"
    old = f"# 1 甲\n\n{moved}\n\n第二段另有别的内容，互不相干。\n\n# 2 乙\n\n第三段是结尾的文字。\n"
    new = f"# 1 甲\n\n第二段另有别的内容，互不相干。\n\n# 2 乙\n\n第三段是结尾的文字。\n\n{moved}\n"
    assert {clause for found in passages(old, new) for clause in found.clauses} == {"1", "2"}


LINES = st.lists(st.sampled_from(["甲", "乙 5 元", "丙", "丁 3%", "戊"]), min_size=1, max_size=5)


@given(st.lists(LINES, min_size=1, max_size=4), st.data())
def test_every_edited_clause_is_touched_and_no_other(
    sections: list[list[str]], data: st.DataObject
) -> None:
    """Whatever is edited in place, exactly its clause is named."""
    at = data.draw(st.integers(0, len(sections) - 1))
    line = data.draw(st.integers(0, len(sections[at]) - 1))

    def written(edited: bool) -> str:  # noqa: FBT001
        return "\n\n".join(
            text
            for n, lines in enumerate(sections, 1)
            for text in [
                f"# {n} 第{n}部分的标题",
                *(
                    f"{n}.{m} 第 {n} 部分第 {m} 款：{word}"
                    + ("，另行通知" if edited and (n - 1, m - 1) == (at, line) else "")
                    for m, word in enumerate(lines, 1)
                ),
            ]
        )

    [found] = passages(written(edited=False), written(edited=True))
    assert found.clauses == (f"{at + 1}.{line + 1}",)
    assert bool(any(map(amount_in, found.texts))) == (sections[at][line] in ("乙 5 元", "丁 3%"))
