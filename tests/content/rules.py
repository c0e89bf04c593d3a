"""Every rule of the linter with a bad example; `folder()` itself is the good one, except where a pair says otherwise."""

from tests.content.folders import COURSE, FIXED, LESSON, LESSON_HEAD, QUIZ_HEAD, SINGLE, STANDARDS, TRUE, C, folder, page


def lesson(body: str) -> dict[str, bytes]:
    return folder(lesson=f"{LESSON}\n{body}")


def bank(body: str) -> dict[str, bytes]:
    return folder(bank=f"{TRUE}\n{body}")


def question(properties: str, body: str) -> dict[str, bytes]:
    return bank(f"## 问题 {{#q-one}}\n属性：{properties}\n\n{body}\n")


def quiz(body: str, head: str = QUIZ_HEAD) -> dict[str, bytes]:
    return folder(quiz=body, quiz_head=head)


def draw(row: str, bank: str = f"{SINGLE}\n{TRUE}", head: str = QUIZ_HEAD) -> dict[str, bytes]:
    table = f"## 抽题\n\n| 题库 | 条件 | 抽取 | 每题分值 |\n| --- | --- | --- | --- |\n{row}\n"
    return folder(quiz=table, bank=bank, quiz_head=head)


def plus(path: str, content: bytes) -> dict[str, bytes]:
    return folder() | {path: content}


BANK = "[题库](../bank/one.md)"
CHOICES = "- [x] 甲的做法\n- [ ] 乙的做法\n"
CASE = "## 案例 {#case-one}\n属性：案例\n\n一位客户。\n\n"
PART = "### 小题 {#q-part}\n属性：单选\n\n- [x] 甲的做法\n- [ ] 乙的做法\n"

FILES = {
    "F01": plus(f"{C}lessons/hello.md", "---\n编号: hello".encode("gbk")),
    "F02": plus("glossary.md", "\ufeff| 中文 | English |\n| --- | --- |\n| 好 | good |\n".encode()),
    "F03": lesson("这里\u200b有字。"),
    "F10": plus(f"{C}lessons/hello.md", "编号: hello\n".encode()),
    "F11": plus(f"{C}lessons/hello.md", "---\n编号: hello\n".encode()),
    "F12": folder(lesson_head=f"{LESSON_HEAD}\n没有冒号"),
    "F13": folder(lesson_head=f"{LESSON_HEAD}\n标签：问候"),
    "F14": folder(lesson_head=f"{LESSON_HEAD}\n时常: 5 分钟"),
    "F15": folder(lesson_head=f"{LESSON_HEAD}\n标题: 又一个"),
    "F16": folder(lesson_head=f"{LESSON_HEAD}\n来源: 服务 #1 要点"),
    "F17": folder(lesson_head="编号: hello"),
    "F18": folder(lesson_head=LESSON_HEAD.replace("5 分钟", "很快")),
    "F19": folder(quiz_head=QUIZ_HEAD.replace("80%", "八成")),
    "F20": folder(lesson_head=f"{LESSON_HEAD}\n复核: 2026-13-01"),
    "F21": folder(lesson_head=f"{LESSON_HEAD}\n下次复核: 2026-05-31"),
    "F22": folder(quiz_head=f"{QUIZ_HEAD}\n次数: 三"),
    "F23": folder(quiz_head=f"{QUIZ_HEAD}\n公布答案: 马上"),
    "F24": folder(quiz_head=f"{QUIZ_HEAD}\n用途: 前测"),
    "H01": lesson("## 小节 {#Big_Id}\n\n文字。"),
    "H02": bank(SINGLE.replace(" {#q-first}", "")),
    "H03": bank(SINGLE.replace("q-first", "q-pin")),
    "H04": lesson("##小节\n\n文字。"),
    "H05": lesson("＃＃ 小节\n\n文字。"),
    "H06": lesson("# 大标题\n\n文字。"),
    "H07": lesson("## 小节\n\n#### 太深\n\n文字。"),
    "H08": lesson(f"## {'长' * 81}\n\n文字。"),
}
TEXT = {
    "L01": lesson("```\n没有结束"),
    "L02": lesson("这里 <b>加粗</b>。"),
    "L03": lesson("**注意：**不要。"),
    "L04": lesson("有三点：\n- 一\n- 二"),
    "L05": lesson("| 甲 | 乙 |\n| --- | --- |\n| 一 | 二 | 三 |"),
    "L06": lesson("-　第一点"),
    "L07": lesson("一行字\n---\n"),
    "L08": lesson("···\n代码\n···\n"),
    "L09": lesson("（1）第一点"),
    "L10": lesson("> [!NOTICE]\n> 文字。"),
    "L11": lesson("> [!TIP] 标题\n> 文字。"),
    "L12": folder(
        course=COURSE.replace("目标 |\n| --- | --- |", "目标 | 甲 |\n| --- | --- | --- |").replace("问候 |\n", "问候 | 乙 |\n")
    ),
    "L20": lesson("您好,请坐。"),
    "R11": lesson("王女生：你好。"),
    "R12": lesson("大堂经理：您好。\n王女士：你好。"),
}
QUESTIONS = {
    "Q01": question("单选；分直 2", CHOICES),
    "Q02": question("单选；启永", CHOICES),
    "Q03": question("单选；分值 1；分值 2", CHOICES),
    "Q04": question("题型 单先", CHOICES),
    "Q05": question("单选；分值 0.3", CHOICES),
    "Q06": question("单选；难度 6", CHOICES),
    "Q07": question("单选；判分 随便", CHOICES),
    "Q08": question("单选；状态 在用", CHOICES),
    "Q09": bank(f"## 问题 {{#q-one}}\n\n题干。\n\n属性：单选\n\n{CHOICES}"),
    "Q10": question("单选", f"{CHOICES}\n解析：一\n\n解析：二"),
    "Q11": question("单选", f"{CHOICES}\n【解析】因为"),
    "Q12": question("单选", "- 【x】 甲的做法\n- [ ] 乙的做法"),
    "Q13": question("单选", "- [√] 甲的做法\n- [ ] 乙的做法"),
    "Q14": question("单选", "- [x] 甲的做法\n> 对\n- [ ] 乙的做法"),
    "Q15": question("单选", "- [x] 甲的做法\n\n忽然一段话\n\n- [ ] 乙的做法"),
    "Q16": question("单选", "- [x] 甲的做法\n- [×] 乙的做法"),
    "Q20": bank(f"## 问题 {{#q-one}}\n\n{CHOICES}"),
    "Q21": question("单选", "题干。"),
    "Q22": question("单选", "- [x] 甲的做法"),
    "Q23": question("单选", "- [x] 甲的做法\n- [x] 乙的做法"),
    "Q24": question("多选", CHOICES),
    "Q25": question("多选", "- [x] 甲\n- [x] 乙\n- [~] 丙"),
    "Q26": question("单选", "- [x] 甲的做法\n- [ ]"),
    "Q27": question("单选", "- [x] 甲的做法\n- [ ] 甲的做法"),
    "Q28": question("单选", "- [x] 甲的做法\n- [ ] 以上都对"),
    "Q29": question("单选", "- [x] 先道歉，再给动作，最后说清要等多久\n- [ ] 不理"),
    "Q30": question("判断", f"{CHOICES}\n答案：正确"),
    "Q31": question("判断", "可以。\n\n答案：也许"),
    "Q32": question("数字", "几秒？\n\n答案：大约十秒"),
    "Q33": question("单选", f"{CHOICES}\n答案：A"),
    "Q34": question("填空", "来有【【迎声】】。"),
    "Q35": question("填空", "来有迎声。"),
    "Q36": question("填空", "[[一]]" * 11),
    "Q37": question("填空", "来有 [[迎声|]]。"),
    "Q38": question("填空", "来有 [[迎声]]、[[送声。"),
    "Q40": question("排序", "1. 一\n2. 二"),
    "Q41": question("排序", "1、一\n2、二\n3、三"),
    "Q42": question("配对", "没有表。"),
    "Q43": question("配对", "| 甲 |\n| --- |\n| 一 |\n| 二 |"),
    "Q44": question("配对", "| 甲 | 乙 |\n| --- | --- |\n| 一 | 二 |\n| 三 |  |"),
    "Q45": question("配对", "| 甲 | 乙 |\n| --- | --- |\n| 一 | 二 |\n| 一 | 三 |"),
    "Q46": question("配对", "| 甲 | 乙 |\n| --- | --- |\n| 一 | 二 |\n| 三 | 二 |"),
    "Q47": question("归类", "| 甲 | 乙 |\n| --- | --- |\n| 一 | 二 |\n| 三 | 二 |"),
    "Q48": question("配对", "| 甲 | 乙 |\n| --- | --- |\n| 一 | 二 |"),
    "Q50": question("简答；分值 2", "写。\n\n评分点：\n- 2 分：先道歉\n- 一分：再说明"),
    "Q51": question("简答", "写。\n\n参考答案：好。"),
    "Q52": question("简答；分值 5", "写。\n\n评分点：\n- 2 分：先道歉"),
    "Q60": bank(f"{SINGLE}\n{PART}"),
    "Q61": bank(CASE),
}
DRAWS = {
    "D01": quiz(f"## 抽题\n\n没有表。\n\n{FIXED}"),
    "D02": draw("| 题库 |  | 1 | 2 |"),
    "D03": draw(f"| {BANK} | 题形 单选 | 1 | 2 |"),
    "D04": draw(f"| {BANK} | 难度 很难 | 1 | 2 |"),
    "D05": draw(f"| {BANK} |  | 一 | 2 |"),
    "D06": draw(f"| {BANK} |  | 3 | 2 |"),
    "D07": draw(f"| {BANK} |  | 1 | 2 |", bank=f"{TRUE}\n{CASE}{PART}"),
    "D08": draw(f"| {BANK} |  | 1 | 2 |\n| {BANK} | 题型 单选 | 1 | 2 |"),
    "D09": folder(
        lesson=f"{LESSON}\n[▶ 一题](../quizzes/check-one.md#q-stand)\n", quiz=FIXED, quiz_head=f"{QUIZ_HEAD}\n用途: 结业"
    ),
    "D10": folder(quiz_head=f"{QUIZ_HEAD}\n必对: 红线"),
}
COURSES = {
    "C01": folder(course=COURSE.split("## 大纲")[0]),
    "C02": plus(f"{C}lesson/hello.md", b""),
    "C03": folder(lesson_head=LESSON_HEAD.replace("o-greet", "o-great")),
    "C04": folder(course=COURSE.replace("2. [小测](quizzes/check-one.md)\n", "")),
    "C05": folder(course=COURSE.replace("| o-greet | 会问候 |", "| o-greet | 会问候 |\n| o-wait | 会安抚 |")),
    "C06": folder(course=f"{COURSE}\n## 必修\n\n| 岗位 | 课 |\n| --- | --- |\n| 柜圆 | 全部 |\n")
    | {"positions.md": "| 编号 | 岗位 | English |\n| --- | --- | --- |\n| teller | 柜员 | Teller |\n".encode()},
    "C07": folder(course=f"{COURSE}\n## 必修\n\n| 岗位 | 课 |\n| --- | --- |\n| teller | helo |\n"),
    "C08": folder(course=f"{COURSE}3. 没有链接\n"),
    "A01": lesson("![门口](https://example.com/door.png)"),
    "A02": lesson("[点我](javascript:alert)"),
    "A03": lesson("[银保监](https://example.com/)"),
    "A04": lesson("[别处](../../other/course.md)"),
    "A05": lesson("[别处](helo.md)"),
    "A06": lesson("![](../assets/door.png)"),
    "A07": plus(f"{C}assets/door.gif", b"GIF") | {f"{C}lessons/hello.md": page(LESSON_HEAD, "![门口](../assets/door.gif)\n")},
    "A08": plus(f"{C}assets/door.png", bytes(2 * 1024 * 1024 + 1)),
    "A09": lesson("[题](../bank/one.md#q-fist)"),
    "A11": plus(f"{C}assets/unused.png", b""),
    "K01": folder(lesson_head=LESSON_HEAD.replace("s-greet", "s-great")),
    "K02": folder(standards=f"{STANDARDS}| s-greet | 再来一条 | 手册 |  |\n"),
    "K03": folder(standards=f"{STANDARDS}| s-wait | 安抚等候 | 手册 |  |\n"),
    "K04": folder(standards=STANDARDS.replace("2027-01-01", "2026-05-31")),
    "K05": folder(standards=STANDARDS.replace("条款", "内容")),
}
LIMITS = {
    "S00": lesson("\n".join("-　点" for _ in range(201))),
    "S01": lesson("字" * 1900 + "\n" + ("字" * 400 + "\n\n") * 120),
    "S02": lesson("字" * 2001),
    "S03": lesson("看\u202e反了"),
    "S04": lesson("## 节\n\n" * 301),
    "S05": lesson("| 甲 |\n| --- |\n" + "| 一 |\n" * 61),
    "S06": lesson(("字" * 1000 + "\n") * 6),
    "S07": lesson("[" * 201),
    "S08": lesson("`" * 9),
    "S09": lesson("> > > > 太深"),
    "S11": plus("courses/manners/lessons/\u202eabc.md", b""),
    "S12": bank("\n".join(f"## 题 {{#q-n{n}}}\n属性：判断\n\n答案：正确\n" for n in range(201))),
    "S13": folder() | {f"{C}assets/a{n}.png": b"" for n in range(2001)},
}
BAD = FILES | TEXT | QUESTIONS | DRAWS | COURSES | LIMITS

# The same rules at the edge: what must not be found.
GOOD = {
    "F16": folder(lesson_head=f'{LESSON_HEAD}\n来源: "服务 #1 要点"'),
    "F17": folder(quiz_head="编号: check-one\n标题: 小测\n用途: 前测"),
    "F21": folder(lesson_head=f"{LESSON_HEAD}\n下次复核: 2026-06-01"),
    "H04": lesson("## 小节\n\n文字。"),
    "L01": lesson("```\n代码\n```"),
    "L03": lesson("**注意**：不要。“**道歉＋动作**”三件事。"),
    "L04": lesson("有三点：\n\n- 一\n- 二"),
    "L05": lesson("| 甲 | 乙 |\n| --- | --- |\n| 一 \\| 二 | `a|b` |"),
    "L20": lesson("版本 1,250 元 (ok) `您好,请坐`。"),
    "Q22": question("单选", "- [x] 甲甲\n" + "".join(f"- [ ] 其他{n}\n" for n in range(7))),
    "Q23": question("单选", "- [x] 甲的做法\n- [~] 乙的做法\n- [ ] 丙的做法"),
    "Q31": question("判断", "可以。\n\n答案：正确。"),
    "Q32": question("数字", "几秒？\n\n答案：1,250.00 ± 2% 元"),
    "Q36": question("填空", "[[一]]" * 10),
    "Q40": question("排序", "1. 一\n2. 二\n3. 三"),
    "Q45": question("配对", "| 甲 | 乙 |\n| --- | --- |\n| 一 | 二 |\n| 三 | 四 |\n|  | 五 |\n|  | 六 |"),
    "Q47": question("归类", "| 甲 | 乙 |\n| --- | --- |\n| 一 | 二 |\n| 三 | 四 |\n| 五 | 二 |"),
    "Q52": question("简答；分值 3", "写。\n\n评分点：\n- 1 分：先道歉\n- 2 分：再说明"),
    "Q61": bank(CASE + PART),
    "D07": draw(f"| {BANK} | 题型 案例 | 1 | 2 |", bank=f"{TRUE}\n{CASE}{PART}"),
    "D08": draw(f"| {BANK} | 题型 判断 | 1 | 2 |\n| {BANK} | 题型 单选 | 1 | 2 |"),
    "D10": folder(quiz=FIXED.replace("属性：单选", "属性：单选；标签 红线"), quiz_head=f"{QUIZ_HEAD}\n必对: 红线"),
    "S05": lesson("| 甲 |\n| --- |\n" + "| 一 |\n" * 60),
    "S07": lesson("[一]" * 200),
}
