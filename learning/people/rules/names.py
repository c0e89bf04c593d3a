"""Staff numbers, names, and the pinyin by which names are sorted and found."""

import os
import re

from learning.base.refusals import N_

os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")  # names are read letter by letter; the book of phrases costs 20 MB

from pypinyin import Style, lazy_pinyin, pinyin  # noqa: E402 -- reads the line above when imported

STAFF_NUMBER = re.compile(r"(?!new\Z)[A-Za-z0-9-]{1,32}")  # for fullmatch; /people/new is another page
LONGEST_NAME = 64
LONGEST_KEY = 160

POSITIONS = {
    "teller": N_("Teller"),
    "lobby": N_("Lobby manager"),
    "relationship": N_("Customer manager"),
    "head": N_("Branch head"),
    "back": N_("Back office"),
}
"""The posts of a branch, as in ``content/positions.md``."""


def _table(pairs: str) -> dict[str, str]:
    return dict(pair.split(":", 1) for pair in pairs.split())


AS_SURNAME = _table(
    "单:shan 曾:zeng 仇:qiu 解:xie 任:ren 华:hua 查:zha 区:ou 盖:ge 缪:miao 朴:piao 翟:zhai "
    "乐:yue 葛:ge 纪:ji 员:yun 秘:bi 折:she 黑:he 盛:sheng 繁:po 召:shao 洗:xian 冼:xian "
    "訾:zi 燕:yan 那:na 覃:qin 过:guo 应:ying 谌:chen 隗:wei 郇:xun 宿:su 种:chong 祭:zhai "
    "车:che 牟:mou 柏:bai 卜:bu 占:zhan 宓:mi 尉:wei 重:chong 万:wan 佴:nai 逄:pang 眭:sui "
    "郗:xi 褚:chu 晁:chao 都:du 相:xiang 撒:sa 莘:shen 庹:tuo"
)
"""Surnames whose reading is not the commonest one of the character."""

COMPOUND = _table(
    "尉迟:yu+chi 万俟:mo+qi 长孙:zhang+sun 单于:chan+yu 令狐:ling+hu 澹台:tan+tai 欧阳:ou+yang "
    "司徒:si+tu 宰父:zai+fu 鲜于:xian+yu 皇甫:huang+fu 公冶:gong+ye 呼延:hu+yan"
)


def is_clean(text: str) -> bool:
    """Whether a line of text holds no control characters, no NUL, nothing that turns the writing direction."""
    return all(letter.isprintable() or letter == "\u3000" for letter in text)


def sort_key(name: str) -> str:
    """``lin xiao wen  linxiaowen lxw``: sorts as a dictionary does; found by pinyin, by initials, by a second reading."""
    spoken = _spoken(name)
    joined, initials = "".join(spoken), "".join(part[0] for part in spoken if part)
    others = [reading + "".join(spoken[1:]) for reading in _readings(name) if spoken and reading != spoken[0]]
    return (" ".join(spoken) + "  " + " ".join([joined, initials, *others]))[:LONGEST_KEY]


def _spoken(name: str) -> list[str]:
    if name[:2] in COMPOUND:
        return [*COMPOUND[name[:2]].split("+"), *_read(name[2:])]
    return [AS_SURNAME[name[0]], *_read(name[1:])] if name[:1] in AS_SURNAME else _read(name)


def _read(text: str) -> list[str]:
    return " ".join(lazy_pinyin(text)).casefold().split()


def _readings(name: str) -> list[str]:
    """Every reading of the surname's character."""
    return pinyin(name[0], style=Style.NORMAL, heteronym=True)[0] if name and not name[0].isascii() else []
