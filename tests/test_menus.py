"""What web editions print beside an article: menus, and lists of other articles with their ranks."""

from __future__ import annotations

from test_splitting import split

from loader.menus import in_menus, ranked
from loader.model import Block
from loader.outlet_files import load_conventions

TEXT = "清河县交通局昨天派员巡查渡口，共劝离二十七辆货车，没有发生事故。"
MORE = "交通局呼吁市民出门留意天气，货车在江北粮站前面等候，夜里八点以后依次过江。"


def blocks(*lines: str) -> list[Block]:
    return [Block(number, 0, len(text), text, ()) for number, text in enumerate(lines, 1)]


def test_a_menu_reaches_from_its_first_known_word_to_its_last():
    page = blocks("渡口停航", "首頁", "要闻", "财 经", "渔夫谈", "體育", "副刊", "渡口复航", TEXT)
    found = in_menus(page, [None] * len(page), load_conventions())
    assert [rule is not None for rule in found] == [False] + [True] * 6 + [False] * 2


def test_short_lines_that_are_no_menu_stay():
    page = blocks("米价", "面价", "油价", "盐价", "体育", "糖价", "布价", TEXT)
    assert in_menus(page, [None] * len(page), load_conventions()) == [None] * len(page)


def test_ranks_that_stand_alone_make_a_list_with_their_title():
    page = blocks(TEXT, "热门文章", "1", "渡口停航", "2", "夜校开课", "粮站扩建", "3", "早稻开镰", TEXT)
    assert sorted(ranked(page)) == list(range(1, 9))
    assert list(ranked(blocks("1", TEXT, MORE, TEXT, "2", TEXT, "3"))) == []
    clauses = ("午后少出门，多喝水；", "检查电线和变压器；", "工地避开正午")
    assert list(ranked(blocks("防暑", *(line for pair in zip("123", clauses, strict=True) for line in pair)))) == []


def test_a_web_page_has_one_article_between_its_menus():
    menu = "首页\n要闻\n财经\n体育\n副刊\n社论\n"
    listed = "您可能有兴趣：\n1\n夜校开课\n2\n粮站扩建\n3\n早稻开镰"
    page = "\n\n".join([menu, "渡口巡查无事故", TEXT, MORE, listed, menu])
    (article,) = split(page).articles
    assert [heading.block.text for heading in article.headings] == ["渡口巡查无事故"]
    assert [paragraph.text for paragraph in article.paragraphs] == [TEXT, MORE]
