"""The rules about role-plays, sample cases, meetings and tasks: bad examples, and good ones at the edge."""

from tests.content.scenes import SCENE, SCENE_EN, case, english, morning, scene, task

FIRST = "- “对不起，您先坐。”\n  - 得分：同理 +2；规范 +1\n  - 点评：先道歉。\n  - 转到：查号\n"
SECOND = "- “那要重新取号啊。”\n  - 得分：同理 -2；规范 +1\n  - 点评：拒绝在前。\n  - 转到：收场\n"
TIME = "- “大约还要六分钟。”\n  - 得分：同理 +1；规范 +2\n  - 点评：给了时间。\n  - 条款：s-greet\n  - 转到：[圆满](#happy)\n"
PIN = "- “把密码告诉我吧。”\n  - 得分：规范 -2\n  - 红线：索要密码\n  - 点评：永远不可以。\n  - 转到：#angry\n"
LOOK_UP = f"### 查号 {{#look-up}}\n\n王女士：我赶时间。\n\n{TIME}{PIN}"
CLOSING = "| ≥85% | 很好。 |\n| 其余 | 再来一次。 |\n"
HEADED_CLOSING = f"| 得分 | 评语 |\n| --- | --- |\n{CLOSING}"
CLOSING_EN = SCENE_EN[SCENE_EN.index("## Closing") : SCENE_EN.index("## Live practice")]
REFUSAL = "  - Comment: A refusal first.\n"
CIRCLE = "### 甲 {#n-a}\n\n转到：乙\n\n### 乙 {#n-b}\n\n转到：甲\n\n"
CUES = "| 口令（甲） | 应答（乙） |\n| --- | --- |\n| （进门） | 您好！ |\n"
RUBRIC = SCENE[SCENE.index("## 评分表") : SCENE.index("## 红线")]
PEOPLE = SCENE[SCENE.index("## 人物") : SCENE.index("## 维度")]
LONG = "“请您先坐下来喝一杯水，我现在就帮您看一看排到了第几位，好吗？”"


def repeated(times: int, node: str) -> tuple[str, str]:
    """Nodes n-0, n-1 … between the start and its happy end, each written like `node`."""
    nodes = "".join(node.format(n=n, next=f"n-{n + 1}" if n + 1 < times else "look-up") for n in range(times))
    return "### 查号 {#look-up}", f"{nodes}### 查号 {{#look-up}}"


STEP = (
    "### 步{n} {{#n-{n}}}\n\n"
    "- “好的，您请。”\n  - 得分：同理 +1\n  - 点评：好。\n  - 转到：#{next}\n"
    "- “等一等吧。”\n  - 得分：规范 +1\n  - 点评：差一点。\n  - 转到：#{next}\n\n"
)
ON = "### 步{n} {{#n-{n}}}\n\n转到：#{next}\n\n"
FROM_START = ("转到：查号", "转到：#n-0")

SECTIONS = {
    "R01": scene(("## 背景", "## 背境")),
    "R02": scene(("## 结语", "## 背景\n\n再说一遍。\n\n## 结语")),
    "R03": scene(
        (PEOPLE, ""),
        ("（大声）", ""),
        ("王女士：我", "我"),
        ("王女士：谢", "谢"),
        ("### 角色卡：王女士 {#card-wang}\n\n你很急。\n", ""),
    ),
    "R04": scene((CLOSING, ""), ("| 得分 | 评语 |\n| --- | --- |\n", "没有表。\n")),
    "R05": scene(("| 王女士 | 系统 |", "| 王女士 | 糸统 |")),
    "R06": scene(("| 王女士 | 系统 |", "| 王女士 | 学员 |")),
    "R07": scene(("| 规范 | 40% |", "| 规范 | 四成 |")),
    "R08": scene(("| 规范 | 40% |", "| 规范 | 50% |")),
    "R13": scene(("### 收场 {#angry}", "### 圆满 {#angry}"), ("转到：收场", "转到：#angry")),
    "R14": scene(("转到：收场", "转到：收厂")),
    "R15": scene(("  - 点评：先道歉。", "  - 点平：先道歉。\n  - 点评：先道歉。")),
    "R16": scene(("  - 点评：先道歉。", "  - 点评：先道歉。\n  - 点评：再道歉。")),
    "R17": scene(("得分：同理 +2；规范 +1", "得分：同理 好；规范 +1")),
    "R18": scene(("得分：同理 +2；规范 +1", "得分：同里 +2；规范 +1")),
    "R19": scene(("得分：同理 +2；规范 +1", "得分：同理 +6；规范 +1")),
    "R20": scene(("结局：圆满", "结局：园满")),
    "R21": scene(("情绪：4/5", "情绪：很急")),
    "R22": scene((SECOND, f"{SECOND}\n她看着你。\n")),
    "R23": scene(("结局：失败\n\n", "")),
    "R24": scene((SECOND, f"{SECOND}\n转到：收场\n")),
    "R25": scene((PIN, "")),
    "R26": scene(("  - 转到：查号\n", "")),
    "R27": scene(("  - 得分：同理 -2；规范 +1\n", "")),
    "R28": scene(("  - 点评：拒绝在前。\n", "")),
    "R30": scene((CLOSING, "| ≥85% | 很好。 |\n| 其余 | 再来一次。 |\n| ≥50% | 还行。 |\n")),
    "R31": scene(("≥85%", "八成五")),
    "R32": scene((CLOSING, "| ≥70% | 还行。 |\n| ≥85% | 很好。 |\n| 其余 | 再来一次。 |\n")),
    "R33": scene(("| 其余 | 再来一次。 |\n", "")),
    "R40": scene(("优秀（3）", "优秀")),
    "R41": scene(("优秀（3）", "优秀（0）")),
    "R42": scene(("| 道歉 | 指责 |", "| 道歉 |  |")),
    "R43": scene((RUBRIC, "")),
    "R44": scene(("### 角色卡：王女士", "### 王女士")),
    "S10": scene(repeated(57, ON), FROM_START),
    "S11": scene(repeated(29, STEP), FROM_START),
}
HEALTH = {
    "R50": scene(("转到：#angry", "转到：开场")),
    "R51": scene(("转到：收场", "转到：圆满"), ("转到：#angry", "转到：圆满"), ("  - 红线：索要密码\n", "")),
    "R52": scene(("| 规范 | 40% |  | 守规则 |", "| 规范 | 30% |  | 守规则 |\n| 效率 | 10% |  | 快 |")),
    "R53": scene((SECOND, SECOND.replace("收场", "#n-0")), repeated(1, STEP.replace("+1", "-1"))),
    "R54": scene((LOOK_UP, ""), ("转到：查号", "转到：圆满")),
    "R55": scene(("结局：圆满", "结局：一般")),
    "R56": scene(("得分：规范 -2", "得分：同理 +5")),
    "R57": scene(("得分：同理 -2；规范 +1", "得分：同理 +2；规范 +1")),
    "R58": scene(("“对不起，您先坐。”", LONG), ("“大约还要六分钟。”", LONG)),
    "R59": scene(
        ("得分：同理 -2；规范 +1", "得分：规范 -1"),
        ("转到：收场", "转到：查号"),
        ("70%", "30%"),
        ("| 同理 | 60% | 50% |", "| 同理 | 60% |  |"),
    ),
    "R60": scene(("转到：#angry", "转到：圆满")),
}
MEETINGS = {
    "M01": morning(("## 1. 问候（1 分 30 秒）", "## 1. 问候")),
    "M02": morning(("时长: 3 分钟", "时长: 4 分钟")),
    "M03": morning(("主持人：早上好！", f"主持人：{'早' * 361}")),
    "M04": morning((CUES, "")),
}
CASES = {
    "P01": case(("演练: scene", "演练: scenes")),
    "P02": case(("| 第一句话 |", "| 第一句 |"), ("| 过号 | 3 | 讲清了 |", "| 过号 | 3 | 讲清了 |\n| 第一句话 | 0 | 无 |")),
    "P03": case(("| 过号 | 3 | 讲清了 |\n", "")),
    "P04": case(("| 过号 | 3 |", "| 过号 | 2 |")),
    "P05": case(("| 没有道歉 |", "|  |")),
    "P06": case(("- [ ] 索要密码", "- [ ] 索要口令")),
    "P07": case(("“把密码告诉我吧。”", "“请把密码告诉我吧。”")),
    "P08": case(("| 第一句话 | 0 | 没有道歉 |\n", ""), ("讲清了 |\n", "讲清了 |\n| 第一句话 | 0 | 没有道歉 |\n")),
}
STAGE_BAD = SECTIONS | HEALTH | MEETINGS | CASES

# The same code found in another way: (code, files).
MORE_BAD = {
    "no table of dimensions": ("R04", scene(("| 维度 | 权重 | 及格 | 说明 |\n| --- | --- | --- | --- |\n", ""), *(
        (row, "") for row in ("| 同理 | 60% | 50% | 听见情绪 |\n", "| 规范 | 40% |  | 守规则 |\n")
    ))),
    "a person without a name": ("R04", scene(("| 急性子 |\n", "| 急性子 |\n|  | 系统 | 谁 |\n"))),
    "red lines that are no list": ("R04", scene(("- [ ] 索要密码", "不要索要密码。"))),
    "a floor that is no percentage": ("F19", scene(("| 60% | 50% |", "| 60% | 一半 |"))),
    "a table with a column too many": ("L12", scene((HEADED_CLOSING, "| 甲 | 乙 | 丙 |\n| - | - | - |\n| 其余 | 好 | 无 |\n"))),
    "a node on the second level": ("H07", scene(("### 收场", "## 收场"))),
    "a node on the fourth level": ("H07", scene(("### 收场", "#### 收场"))),
    "a heading in the background": ("H07", scene(("大堂里人很多。", "大堂里人很多。\n\n### 小标题"))),
    "text before the first section": ("H07", scene(("## 背景", "从前。\n\n## 背景"))),
    "a node without an id": ("H02", scene(("### 收场 {#angry}", "### 收场"), ("#angry", "收场"))),
    "an unknown id": ("R14", scene(("转到：#angry", "转到：#angri"))),
    "an empty target": ("R14", scene(("转到：收场", "转到："))),
    "a line without a colon": ("R15", scene(("  - 点评：先道歉。", "  - 先道歉\n  - 点评：先道歉。"))),
    "a red line without a name": ("R15", scene(("红线：索要密码", "红线："))),
    "a dimension scored twice": ("R16", scene(("同理 +2；规范 +1", "同理 +2；同理 +1"))),
    "a mood written twice": ("R16", scene(("情绪：4/5", "情绪：4/5\n\n情绪：3/5"))),
    "two cards for one": ("R16", scene(("### 角色卡：观察员", "### 角色卡：王女士"))),
    "a rubric of an unknown dimension": ("R18", scene(("| 规范 | 过号 |", "| 规矩 | 过号 |"))),
    "a card for nobody": ("R11", scene(("### 角色卡：王女士", "### 角色卡：王女生"))),
    "a name that is nearly known": ("R11", scene(("王女士：我赶", "王女生：我赶"))),
    "somebody who is not declared": ("R11", scene(("王女士：我赶", "保安：我赶"))),
    "six choices": ("R25", scene((PIN, "".join(PIN.replace("告诉", f"告诉{n}") for n in range(5))))),
    "code after the choices": ("R22", scene((SECOND, f"{SECOND}\n```\n甲\n```\n"))),
    "an empty choice": ("Q26", scene(("- “那要重新取号啊。”", "- "))),
    "the same choice twice": ("Q27", scene(("“那要重新取号啊。”", "“对不起，您先坐。”"))),
    "a clause that is not there": ("K01", scene(("条款：s-greet", "条款：s-great"))),
    "a circle that nobody reaches": ("R50 R51", scene(("## 结语", f"{CIRCLE}## 结语"))),
    "a meeting's clause that is not there": ("K01", morning(("条款：s-greet", "条款：s-great"))),
    "a meeting with text before it": ("H07", morning(("## 1. 问候", "先说两句。\n\n## 1. 问候"))),
    "a meeting with a heading too deep": ("H07", morning(("（大家站好。）", "### 列队"))),
    "a segment without an id": ("H02", morning(("{#open}", ""))),
    "a drill with a field twice": ("R16", morning(("分组：两人一组", "分组：两人一组\n\n分组：三人一组"))),
    "cues in three columns": ("L12", morning((CUES, "| 甲 | 乙 | 丙 |\n| --- | --- | --- |\n| 一 | 二 | 三 |\n"))),
    "somebody undeclared in a meeting": ("R11", morning(("主持人：早", "行长：早"))),
    "a bank shown in place": ("A09", morning(("one.md#q-pin", "one.md"))),
    "a task without lines": ("C01", task(("## 验收", "## 要求"))),
    "a task whose lines are no list": ("C01", task(("- [ ] 十秒内问候 {#greeted}\n- [ ] 没有催促 {#calm}\n", "问候。\n"))),
    "a line of a task without an id": ("H02", task((" {#calm}", ""))),
    "a line of a task with a bad id": ("H01", task(("{#calm}", "{#Calm}"))),
    "a case without evidence": ("R03", case(("## 依据\n\n“把密码告诉我吧。”\n\n", ""))),
    "a case with an unknown section": ("R01", case(("## 讲评", "## 讲坪"))),
    "a case with a section twice": ("R02", case(("## 讲评", "## 情境\n\n再说一遍。\n\n## 讲评"))),
    "a case with a heading too deep": ("H07", case(("红线看动作。", "### 小标题"))),
    "a case without a table": ("R04", case(("| 观察点 | 等级 | 理由 |\n| --- | --- | --- |\n", ""), *(
        (row, "") for row in ("| 第一句话 | 0 | 没有道歉 |\n", "| 过号 | 3 | 讲清了 |\n")
    ))),
    "a case with a row twice": ("R16", case(("讲清了 |\n", "讲清了 |\n| 过号 | 3 | 讲清了 |\n"))),
    "a case without crossed lines under their heading": ("R04", case(("- [ ] 索要密码", "没有。"))),
    "somebody undeclared in a case": ("R11", case(("大堂经理：把", "保安：把"))),
    "two lines of a task with one id": ("H03", task(("{#calm}", "{#greeted}"))),
}  # fmt: skip

DRIFTED = {
    "a section is missing": ("T10", english("roleplay/scene", (CLOSING_EN, ""))),
    "a node has another id": ("T10", english("roleplay/scene", ("{#angry}", "{#cross}"))),
    "a card has another id": ("T10", english("roleplay/scene", ("{#card-wang}", "{#card-w}"))),
    "a choice is missing": ("T11", english("roleplay/scene", ('- "Then take a new one."\n  - Comment: A refusal first.\n', ""))),
    "a comment is missing": ("T13", english("roleplay/scene", (REFUSAL, ""))),
    "a red line too many": ("T13", english("roleplay/scene", (REFUSAL, f"{REFUSAL}  - Red line: No\n"))),
    "a person is missing": ("T14", english("roleplay/scene", ("| Lobby manager | learner | You |\n", ""))),
    "a row of the rubric is missing": ("T14", english("roleplay/scene", ("| Standards | Missed number | Clear | Wrong |\n", ""))),
    "a red line is missing": ("T14", english("roleplay/scene", ("- [ ] Asked for a PIN", "- [ ] Asked for a PIN\n- [ ] Another"))),
    "another weight": ("T14", english("roleplay/scene", ("| Standards | 40% |", "| Standards | 50% |"))),
    "another floor": ("T14", english("roleplay/scene", ("60% | 50%", "60% | 40%"))),
    "another threshold": ("T14", english("roleplay/scene", ("≥85%", "≥80%"))),
    "other points": ("T14", english("roleplay/scene", ("Excellent (3)", "Excellent (4)"))),
    "another player": ("T14", english("roleplay/scene", ("| Ms Wang | system |", "| Ms Wang | learner |"))),
    "a line is missing": ("T15", english("roleplay/scene", ("Ms Wang: I am in a hurry.\n", ""))),
    "a line of somebody else": ("T15", english("roleplay/scene", ("Ms Wang: Thank", "Lobby manager: Thank"))),
    "scores are repeated": ("T05", english("roleplay/scene", (REFUSAL, f"{REFUSAL}  - Score: Empathy -2\n"))),
    "the mood is repeated": ("T05", english("roleplay/scene", ("(Ms Wang comes up.)", "Mood: 4/5\n\n(Ms Wang comes up.)"))),
    "a segment has another id": ("T10", english("meetings/morning", ("{#ask}", "{#asking}"))),
    "a checklist is shorter": ("T14", english("meetings/morning", ("- [ ] Shoes clean\n", ""))),
    "a cue is missing": ("T14", english("meetings/morning", ("| (Comes in) | Good morning! |\n", ""))),
    "a field of the drill is missing": ("T14", english("meetings/morning", ("Groups: in pairs\n", ""))),
    "a role is missing": ("T14", english("meetings/morning", ("roles: Host, All", "roles: Host"))),
    "another question": ("T14", english("meetings/morning", ("#q-pin", "#q-first"))),
    "a direction became a line": ("T15", english("meetings/morning", ("(All stand.)", "All: We stand."))),
    "another duration": ("T16", english("meetings/morning", ("(1 min)", "(2 min)"))),
    "clauses are repeated": ("T05", english("meetings/morning", ("(All stand.)", "Clauses: s-greet\n\n(All stand.)"))),
    "too much to say in English": ("M03", english("meetings/morning", ("Good morning!", "word " * 211))),
    "a task's line is missing": ("T10", english("tasks/do-it", ("- [ ] Hurried nobody {#calm}\n", ""))),
    "a task's heading is missing": ("T10", english("tasks/do-it", ("## How {#how}\n", ""))),
    "a case has a row less": ("T14", english("samples/case", ("| Missed number | 3 | Clear |\n", ""))),
    "a case has another level": ("T14", english("samples/case", ("number | 3 |", "number | 0 |"))),
    "a case has a section less": ("T10", english("samples/case", ("## Comment\n\nA red line is an act.\n", ""))),
    "a case has a line less": ("T15", english("samples/case", ("Ms Wang (loudly): My number is gone!\n", ""))),
    "the evidence of a case was not said": ("P07", english("samples/case", ('"Tell me your PIN."', '"Your PIN, please."'))),
    "a table in the English task only": ("T14", english("tasks/do-it", ("Greet.", "| a |\n| --- |\n| b |\n"))),
}  # fmt: skip

# What must not be found.
STAGE_GOOD = {
    "R04": scene(("## 红线\n\n- [ ] 索要密码\n", "")),
    "R08": scene(("60%", "62.5%"), ("40%", "37.5%")),
    "R11": scene(("她走了。", "她愣了一下，说：“算了。”")),
    "R14": scene(("转到：收场", "转到：＃angry")),
    "R15": scene(("  - 点评：先道歉。", "  － 点评：先道歉，\n    再让座。")),
    "R17": scene(("得分：同理 +2；规范 +1", "得分：同理＋２;规范 1 分")),
    "R18": scene(("得分：规范 -2", "得分：0")),
    "R19": scene(("同理 +2", "同理 +5")),
    "R21": scene(("情绪：4/5", "情绪: ４／5".replace("／", "/"))),
    "R25": scene((PIN, "".join(PIN.replace("告诉", f"告诉{n}") for n in range(4)))),
    "R27": scene(("得分：同理 -2；规范 +1", "得分：0")),
    "R31": scene(("≥85%", ">=85 ％")),
    "R40": scene(("优秀（3）", "优秀 (3 分)")),
    "R43": scene((SCENE[SCENE.index("## 现场演练") : SCENE.index("## 评分表")], "")),
    "R50": scene(("转到：收场", "转到：查号")),
    "R55": scene(),
    "R60": scene(("转到：#angry", "转到：#n-0"), ("### 收场", "### 转 {#n-0}\n\n转到：收场\n\n### 收场")),
    "S10": scene(repeated(56, ON), FROM_START),
    "S11": scene(repeated(28, STEP), FROM_START),
    "M01": morning(("（1 分 30 秒）", "(90 s)")),
    "M02": morning(("时长: 3 分钟", "时长: 180 秒")),
    "M03": morning(("主持人：早上好！", f"主持人：{'早' * 360}")),
    "M04": morning((CUES, "全体：您好！\n")),
    "H07": task(("先问候。", "先问候。\n\n### 再看\n\n看一看。")),
    "P07": case(("“把密码告诉我吧。”", "把密码告诉我")),
    "P06": case(("## 红线\n\n- [ ] 索要密码\n\n", "")),
    "T05": english("roleplay/scene"),
    "T16": english("meetings/morning", ("(1 min 30 s)", "(90 s)")),
}
