"""The closed sets of words an author may write, in both languages."""

HEADER_KEYS = {
    "id": "编号",
    "title": "标题",
    "summary": "简介",
    "order": "顺序",
    "audience": "对象",
    "minutes": "时长",
    "objectives": "目标",
    "clauses": "条款",
    "roles": "角色",
    "difficulty": "难度",
    "pass": "及格",
    "purpose": "用途",
    "must": "必对",
    "time": "限时",
    "attempts": "次数",
    "shuffle": "打乱",
    "reveal": "公布答案",
    "comments": "点评时机",
    "props": "物料",
    "occasion": "场合",
    "season": "时节",
    "scene": "演练",
    "edition": "版本",
    "status": "状态",
    "aka": "曾用",
    "owner": "负责人",
    "reviewed": "复核",
    "review_by": "下次复核",
    "tags": "标签",
    "reference": "来源",
    "source": "source",
}
KEYS_BY_NAME = {name: key for key, zh in HEADER_KEYS.items() for name in (zh, key)}

_ALWAYS = {"id", "title", "aka", "owner", "reviewed", "review_by", "tags", "reference", "source", "clauses"}
_KEYS = {
    "course": {"summary", "order", "audience", "minutes", "edition", "status"},
    "lesson": {"minutes", "objectives", "roles", "edition", "status"},
    "bank": {"objectives", "difficulty"},
    "quiz": {"objectives", "pass", "purpose", "must", "time", "attempts", "shuffle", "reveal", "edition", "status"} | {"minutes"},
    "roleplay": {"minutes", "objectives", "difficulty", "pass", "comments", "edition", "status"},
    "meeting": {"minutes", "objectives", "roles", "props", "occasion", "season", "edition", "status"},
    "task": {"minutes", "objectives", "edition", "status"},
    "sample": {"scene", "roles", "edition", "status"},
    "site": {"order", "status", "edition"},
}
REQUIRED = {
    **{(kind, "zh"): ("id", "title") for kind in ("course", "lesson", "bank", "task")},
    **{(kind, "zh"): ("id", "title", "pass") for kind in ("quiz", "roleplay")},
    ("meeting", "zh"): ("id", "title", "minutes", "roles"),
    ("sample", "zh"): ("id", "title", "scene", "roles"),
    **{(kind, "en"): ("title", "source") for kind in ("course", "lesson", "bank", "quiz", "roleplay", "meeting", "task", "sample")},
}


def keys_of(kind: str) -> set[str]:
    return _ALWAYS | _KEYS[kind]


FOLDERS = {
    "lessons": "lesson",
    "bank": "bank",
    "quizzes": "quiz",
    "roleplay": "roleplay",
    "meetings": "meeting",
    "tasks": "task",
    "samples": "sample",
}

KINDS = {
    "单选": "single",
    "多选": "multiple",
    "判断": "truefalse",
    "填空": "gaps",
    "数字": "number",
    "排序": "order",
    "配对": "match",
    "归类": "classify",
    "简答": "essay",
    "案例": "case",
}
GRADINGS = {"全对": "all", "漏选半分": "half", "按项": "each"}
QUESTION_STATUS = {"启用": "active", "停用": "stopped", "作废": "void"}
PURPOSES = {"前测": "pretest", "练习": "practice", "结业": "exam"}
OCCASIONS = {"晨会": "morning", "夕会": "evening"}
SEASONS = {"日常": "any", "旺季": "peak", "发薪日": "payday", "节前": "before_holiday", "季末": "quarter_end"}
REVEALS = {"每题后": "each", "交卷后": "handed", "通过后": "passed", "不公布": "never"}
REVEALS_EN = {"after each": "each", "each": "each", "handed": "handed", "passed": "passed", "never": "never"}
COMMENTS = {"当场": "at_once", "结束": "end"}
COMMENTS_EN = {"at once": "at_once", "at the end": "end"}
SHUFFLES = {"题目": "questions", "选项": "choices", "无": "none"}
STATUS = {"启用": "active", "停用": "stopped"}
YES = {"正确", "对", "true", "right", "√", "是"}
NO = {"错误", "错", "false", "wrong", "×", "否"}

META = {
    "题型": "type",
    "分值": "points",
    "难度": "difficulty",
    "目标": "objectives",
    "标签": "tags",
    "判分": "grading",
    "曾用": "aka",
    "条款": "clauses",
    "状态": "status",
    "下次复核": "review_by",
}
KEYWORDS = {
    "答案": "answer",
    "提示": "hint",
    "解析": "explanation",
    "来源": "reference",
    "参考答案": "model",
    "评分点": "criteria",
}
KEYWORDS_EN = {
    "Answer": "answer",
    "Hint": "hint",
    "Explanation": "explanation",
    "Source": "reference",
    "Model answer": "model",
    "Marking points": "criteria",
}
MISTAKEN = {
    "正确答案": "答案",
    "标准答案": "答案",
    "解释": "解析",
    "答案解析": "解析",
    "出处": "来源",
    "得分点": "评分点",
    "采分点": "评分点",
    "小提示": "提示",
}
CALLOUTS = {"NOTE": "说明", "TIP": "技巧", "IMPORTANT": "要点", "WARNING": "注意", "CAUTION": "红线"}
CALLOUTS_EN = {"NOTE": "Note", "TIP": "Tip", "IMPORTANT": "Key point", "WARNING": "Take care", "CAUTION": "Red line"}

# Role-plays, meetings, tasks: a word of the file → what it means; a second table for the bodies of English files.
ROLEPLAY_SECTIONS = {
    "背景": "background",
    "人物": "people",
    "维度": "dimensions",
    "对话": "dialogue",
    "结语": "closing",
    "现场演练": "practice",
    "评分表": "rubric",
    "红线": "red_lines",
}
ROLEPLAY_SECTIONS_EN = {
    "background": "background",
    "characters": "people",
    "dimensions": "dimensions",
    "dialogue": "dialogue",
    "closing": "closing",
    "live practice": "practice",
    "rubric": "rubric",
    "red lines": "red_lines",
}
SAMPLE_SECTIONS = {
    "情境": "situation",
    "经过": "script",
    "参考评分": "sheet",
    "红线": "red_lines",
    "依据": "evidence",
    "讲评": "comment",
}
SAMPLE_SECTIONS_EN = {
    "situation": "situation",
    "what happened": "script",
    "reference sheet": "sheet",
    "red lines": "red_lines",
    "evidence": "evidence",
    "comment": "comment",
}
PLAYED_BY = {"系统": "system", "学员": "learner"}
PLAYED_BY_EN = {"system": "system", "learner": "learner"}
NODE_KEYWORDS = {"情绪": "mood", "转到": "goes_to", "结局": "end"}
NODE_KEYWORDS_EN = {"mood": "mood", "go to": "goes_to", "ending": "end"}
ENDS = {"圆满": "happy", "一般": "fair", "失败": "failed"}
REPLY_FIELDS = {"得分": "scores", "点评": "comment", "转到": "goes_to", "红线": "red_line", "条款": "clauses"}
REPLY_FIELDS_EN = {"score": "scores", "comment": "comment", "go to": "goes_to", "red line": "red_line", "clauses": "clauses"}
OTHERWISE = ("其余", "otherwise")
OBSERVER = ("观察员", "observer")
DRILL = "演练"
DRILL_FIELDS = {"分组": "groups", "轮次": "rounds", "要求": "asked", "判定": "judging"}
DRILL_FIELDS_EN = {"groups": "groups", "rounds": "rounds", "requirements": "asked", "judging": "judging"}
ACCEPTANCE = ("验收", "Sign-off")
