"""Reading what was typed and marking it exactly. An answer is right or it is not: nothing is compared by similarity.

Values as they are stored: 单选 a position in the file, 多选 a list of them, 判断 a bool, 填空 a list of texts, 数字 and 简答 the
text as typed; 排序 the place given to each step of the file, 配对 and 归类 the option given to each row of the file, with None
where none was given. ``None`` as a whole says that nothing was answered. Choices, rows and options travel as the letters and
numbers under which they were shown, never as their place in the file: an author who always writes the right one first would
give it away.
"""

from learning.questions.rules.marking import (
    accepted,
    gap_count,
    is_right,
    keeps_clauses,
    mark,
    needs_marker,
    normal,
    number,
    units_of,
    written,
)
from learning.questions.rules.reading import FALSE, LETTERS, LONGEST, LONGEST_GAP, TRUE, own_order, read_value

__all__ = [
    "FALSE", "LETTERS", "LONGEST", "LONGEST_GAP", "TRUE", "accepted", "gap_count", "is_right", "keeps_clauses", "mark",
    "needs_marker", "normal", "number", "own_order", "read_value", "units_of", "written",
]  # fmt: skip
