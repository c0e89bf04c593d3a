"""A tiny tree of content for every test: one course `greeting`, one lesson with one question, one exam that draws 3 of 5.

live = publishing.verbs.publish(db, TINY, by_id=None, note="tiny", at=MORNING)
live = publishing.verbs.publish(db, tiny("greeting", "waiting", "farewell"), …)      # three courses like it
live = publishing.verbs.publish(db, changed(TINY, COURSE, "版本: 1", "版本: 2"), …)
"""

from collections.abc import Mapping

COURSE = "courses/greeting/course.md"
COURSE_EN = "courses/greeting/course.en.md"
LESSON = "courses/greeting/lessons/first-sentence.md"
LESSON_EN_PATH = "courses/greeting/lessons/first-sentence.en.md"
BANK = "courses/greeting/bank/queue.md"
EXAM = "courses/greeting/quizzes/greeting-exam.md"

POSITIONS = """---
编号: positions
标题: 岗位
---

| 编号 | 岗位 |
| --- | --- |
| teller | 柜员 |
| lobby | 大堂经理 |
| relationship | 客户经理 |
| head | 网点负责人 |
| back | 后台与新员工 |
"""

POSITIONS_EN = """---
title: Positions
source: 000000000000
---

| id | position |
| --- | --- |
| teller | Teller |
| lobby | Lobby manager |
| relationship | Relationship manager |
| head | Branch head |
| back | Back office and new staff |
"""

STANDARDS = """---
编号: standards
标题: 服务标准条款
---

## 等候 {#waiting}

| 编号 | 条款 | 来源 | 下次复核 |
| --- | --- | --- | --- |
| s-greet-10s | 客户进门十秒内起身问候 | 示例，以本行标准为准 | 2027-05-31 |
| s-wait-told | 客户等候时，主动告知前面几位、大约几分钟 | 示例，以本行标准为准 | 2027-05-31 |
| s-pin-own | 密码由客户本人输入 | 示例，以本行标准为准 | 2027-05-31 |
"""

STANDARDS_EN = """---
title: Standards of service
source: 000000000000
---

## Waiting {#waiting}

| ID | Clause | Source | Review by |
| --- | --- | --- | --- |
| s-greet-10s | Stand and greet within ten seconds of a customer entering | Example; your bank's standard decides | 2027-05-31 |
| s-wait-told | A waiting customer is told how many are ahead and how long | Example; your bank's standard decides | 2027-05-31 |
| s-pin-own | The customer enters the PIN in person | Example; your bank's standard decides | 2027-05-31 |
"""

COURSE_ZH = """---
编号: greeting
标题: 迎宾与分流
简介: 客户进门后的三分钟：问候、识别、分流、安抚。
顺序: 1
对象: 大堂经理、柜员
时长: 20 分钟
版本: 1
负责人: 厅堂服务教研组
---

本模块讲客户进门后的头三分钟：怎样问候，怎样让等候变得可以忍受。

## 学习目标

| 编号 | 目标 |
| --- | --- |
| o-greet | 能在客户进门 10 秒内起身、微笑、问候 |
| o-wait | 能安抚等候中的客户，先处理心情再处理事情 |

## 大纲

1. [第一句话](lessons/first-sentence.md)
2. [迎宾结业测验](quizzes/greeting-exam.md)

## 必修

| 岗位 | 课 |
| --- | --- |
| back | first-sentence |
"""

_COURSE_EN = """---
title: Greeting and triage
summary: "The first three minutes after a customer walks in: greet, identify, direct, reassure."
audience: Lobby managers, Tellers
source: 000000000000
---

This module covers the first three minutes after a customer walks in: how to greet, and how to make waiting bearable.

## Objectives

| ID | Objective |
| --- | --- |
| o-greet | Stand, smile and greet within 10 seconds of a customer entering |
| o-wait | Calm a waiting customer: feelings first, facts second |

## Outline

1. [The first sentence](lessons/first-sentence.md)
2. [Greeting exam](quizzes/greeting-exam.md)
"""

LESSON_ZH = """---
编号: first-sentence
标题: 第一句话
时长: 10 分钟
目标: o-greet、o-wait
条款: s-greet-10s
角色: 客户、大堂经理
版本: 1
---

客户对网点的印象，大半在进门后的头十秒里形成。

## 十秒问候 {#ten-seconds}

1. 抬头，放下手里的东西。
2. 起身，身体微微前倾。
3. 微笑，先有眼神，再有笑容。

> [!CAUTION]
> **红线**
>
> 不得代客户输入密码。

## 一段示范 {#demo}

（客户推门进来，四下张望。）

大堂经理：阿姨您好，请问今天办理什么业务？

客户（声音不大）：我想查查退休金到了没有。

| ❌ 不这样说 | ✅ 这样说 |
| --- | --- |
| 办什么？ | 您好，请问今天办理什么业务？ |

## 想一想 {#check}

[▶ 第一句话说什么](../bank/queue.md#q-first-words)
"""

LESSON_EN = """---
title: The first sentence
source: 000000000000
roles: Customer, Lobby manager
---

Most of what a customer thinks of a branch is formed in the first ten seconds.

## Greeting in ten seconds {#ten-seconds}

1. Look up and put down what you are holding.
2. Stand up and lean slightly forward.
3. Smile, eyes first, then the smile.

> [!CAUTION]
> **Red line**
>
> Never enter a PIN for a customer.

## A demonstration {#demo}

(A customer pushes the door open, looking around.)

Lobby manager: Good morning, madam. What can I do for you today?

Customer (quietly): I would like to see whether my pension has arrived.

| ❌ Not this | ✅ But this |
| --- | --- |
| What do you want? | Good morning. What can I do for you today? |

## Think about it {#check}

[▶ The first words](../bank/queue.md#q-first-words)
"""

BANK_ZH = """---
编号: queue-bank
标题: 题库：迎宾与等候
难度: 2
---

## 第一句话说什么 {#q-first-words}
属性：单选；分值 2；目标 o-wait；标签 随堂；条款 s-wait-told

王女士已经等了四十分钟，语气急促。你的第一句话应当是：

- [ ] “大家都在等，请您遵守秩序。”
  > 规则可以讲，但不能放在第一句。
- [x] “让您久等了，真对不起，我马上看看前面几位。”
  > 对。先处理心情，再处理事情。
- [~] “您前面还有三位，大约还要等十五分钟。”
  > 信息有用，但跳过了情绪。
- [ ] “要不您换一个网点去办，那边人少。”
  > 等于告诉她这里不欢迎她。

解析：先道歉，再给出一个动作，最后报时间。

## 客户进门时 {#q-stand}
属性：单选；分值 2；目标 o-greet；标签 结业；条款 s-greet-10s

客户走近你的台席时，你正在填表。你应当：

- [ ] 先填完这一行，再抬头问候
- [x] 停笔起身，问候后请客户稍等
  > 对。
- [ ] 边填表边点头，示意客户坐下

解析：先看人，再看表。

## 让等候变短 {#q-feel-shorter}
属性：多选；分值 2；目标 o-wait；标签 结业；判分 漏选半分；条款 s-wait-told

能让客户感觉等候变短的做法有：

- [x] 每隔十分钟播报一次预计等候时间
- [x] 请客户先在等候区把单据填好
- [ ] 把叫号屏的音量调到最大
  > 噪声会让等候显得更长。

解析：有信息、有事做的等候，感觉更短。

## 代输密码 {#q-pin}
属性：判断；分值 2；目标 o-greet；标签 结业；条款 s-pin-own

客户口头同意时，大堂经理可以代为输入密码。

答案：错误

解析：任何情况下都不得代客户输入密码。

## 三声服务 {#q-three-voices}
属性：填空；分值 2；目标 o-greet；标签 结业

“三声服务”是指：来有 [[迎声]]、问有 [[答声|应声]]、走有 [[送声]]。

解析：最容易漏的是送声。

## 十秒问候 {#q-seconds}
属性：数字；分值 2；目标 o-greet；标签 结业；条款 s-greet-10s

客户进门后，应当在多少秒以内起身问候？

答案：10 ± 2 秒

解析：本课的标准是十秒。
"""

BANK_EN = """---
title: "Question bank: greeting and waiting"
source: 000000000000
---

## The first words {#q-first-words}

Ms Wang has been waiting for forty minutes and speaks sharply. Your first words should be:

- [ ] "Everybody is waiting, please respect the queue."
  > Rules may be mentioned, but never first.
- [x] "I am so sorry you have had to wait. Let me check how many are ahead."
  > Right. Feelings first, facts second.
- [~] "There are three people ahead of you, about fifteen minutes more."
  > Useful, but it skips the feeling.
- [ ] "Would you like to try another branch? It is less busy over there."
  > It tells her she is not welcome.

Explanation: An apology first, then an action, then the time.

## When a customer comes in {#q-stand}

A customer comes up to your desk while you are filling in a form. You should:

- [ ] Finish the line first, then look up and greet
- [x] Put the pen down, stand, greet, and ask for a moment
  > Right.
- [ ] Nod while you go on writing, to show the seat

Explanation: The person first, the form second.

## What makes waiting feel shorter {#q-feel-shorter}

Which of these make waiting feel shorter?

- [x] Announcing the expected waiting time every ten minutes
- [x] Asking customers to fill in forms while they wait
- [ ] Turning the queue display's sound up to the maximum
  > Noise makes waiting feel longer.

Explanation: Waiting with news and something to do feels shorter.

## Entering a PIN for a customer {#q-pin}

With the customer's spoken consent, the lobby manager may enter the PIN.

Answer: False

Explanation: Never, under any circumstances.

## The three voices {#q-three-voices}

The three voices are: a voice of [[welcome]] on arrival, a voice of [[answer|reply]] to a question, a voice of [[farewell]] at last.

Explanation: The one most often forgotten is the farewell.

## Ten seconds {#q-seconds}

Within how many seconds of a customer entering should you stand and greet?

Answer: 10 ± 2 seconds

Explanation: The standard of this lesson is ten seconds.
"""

EXAM_ZH = """---
编号: greeting-exam
标题: 迎宾结业测验
用途: 结业
目标: o-greet、o-wait
及格: 60%
限时: 10 分钟
次数: 3
打乱: 题目、选项
公布答案: 交卷后
版本: 1
---

共 3 题，每题 2 分，60% 及格。

## 抽题

| 题库 | 条件 | 抽取 | 每题分值 |
| --- | --- | --- | --- |
| [迎宾与等候](../bank/queue.md) | 标签 结业 | 3 | 2 |
"""

EXAM_EN = """---
title: Greeting exam
source: 000000000000
---

Three questions of 2 points each; 60% is a pass.
"""

_COURSE_FILES = {
    "course.md": COURSE_ZH,
    "course.en.md": _COURSE_EN,
    "lessons/first-sentence.md": LESSON_ZH,
    "lessons/first-sentence.en.md": LESSON_EN,
    "bank/queue.md": BANK_ZH,
    "bank/queue.en.md": BANK_EN,
    "quizzes/greeting-exam.md": EXAM_ZH,
    "quizzes/greeting-exam.en.md": EXAM_EN,
}


TASK = "courses/greeting/tasks/first-morning.md"
TASK_ZH = """---
编号: first-morning
标题: 岗位实践：第一个早晨
---

在自己的网点迎十位客户。

## 验收

- [ ] 十秒内起身问候 {#t-greet}
- [ ] 当场说出前面几位、大约多久 {#t-wait}
"""
_TASK_EN = """---
title: "On the job: the first morning"
source: 000000000000
---

Receive ten customers in your own branch.

## Sign-off

- [ ] Stood up and greeted within ten seconds {#t-greet}
- [ ] Said how many are ahead and how long {#t-wait}
"""


def with_task(tree: Mapping[str, bytes], course: str = "greeting", *, required: bool = False) -> dict[str, bytes]:
    """The tree with a task at the end of a course's outline: optional, as tasks are, or 必修."""
    folder = f"courses/{course}"
    line = "2. [迎宾结业测验](quizzes/greeting-exam.md)\n"
    task = f"3. [第一个早晨](tasks/first-morning.md){'（必修）' if required else ''}\n"
    english = "2. [Greeting exam](quizzes/greeting-exam.md)\n"
    tree = changed(tree, f"{folder}/course.md", line, line + task)
    tree = changed(tree, f"{folder}/course.en.md", english, english + "3. [The first morning](tasks/first-morning.md)\n")
    return {**tree, f"{folder}/tasks/first-morning.md": TASK_ZH.encode(), f"{folder}/tasks/first-morning.en.md": _TASK_EN.encode()}


ROLEPLAY = "courses/greeting/roleplay/missed-number.md"
ROLEPLAY_ZH = """---
编号: missed-number
标题: 过号的王女士
时长: 3 分钟
目标: o-wait
条款: s-greet-10s、s-pin-own
及格: 70%
---

## 背景

王女士的号过了，她等了四十分钟。你是大堂经理。

## 人物

| 称呼 | 扮演 | 说明 |
| --- | --- | --- |
| 王女士 | 系统 | 急性子，要面子 |
| 大堂经理 | 学员 | 你 |

## 维度

| 维度 | 权重 | 及格 | 说明 |
| --- | --- | --- | --- |
| 同理 | 60% | 50% | 听见情绪 |
| 规范 | 40% |  | 守规则 |

## 对话

### 开场 {#start}

情绪：4/5

（王女士把号纸拍在台面上。）

王女士（大声）：我的号过了！

- “对不起，您先坐，我马上看看。”
  - 得分：同理 +2；规范 +1
  - 点评：先道歉，再给动作。
  - 条款：s-wait-told
  - 转到：#look-up
- “过号要重新取，这是规定。”
  - 得分：同理 -2；规范 +1
  - 点评：规定没错，放在第一句就成了拒绝。
  - 条款：s-wait-told
  - 转到：#standoff

### 僵持 {#standoff}

情绪：5/5

王女士：那我要投诉！

- “是我话说急了，请给我两分钟。”
  - 得分：同理 +2；规范 +1
  - 点评：认错是台阶。
  - 转到：#look-up
- “您要投诉就投诉。”
  - 得分：同理 -2
  - 点评：推成了投诉。
  - 转到：#complaint

### 查号 {#look-up}

情绪：3/5

王女士：我赶十一点半。

- “前面还有一位，大约六分钟，我给您做个标记。”
  - 得分：同理 +2；规范 +2
  - 点评：有规则，有时间。
  - 条款：s-wait-told
  - 转到：#walk
- “您再等等，快了。”
  - 得分：同理 +2；规范 +1
  - 点评：没有时间的“快了”，等于没说。
  - 转到：#so-so
- “您把密码告诉我，我去帮您取。”
  - 得分：同理 +1；规范 -2
  - 红线：向客户索要密码
  - 点评：任何时候都不能索要密码。
  - 条款：s-pin-own
  - 转到：#red

### 送到窗口 {#walk}

（你陪她走到窗口。）

转到：#happy

### 办好了 {#happy}

情绪：1/5

王女士：谢谢你，小陈。

结局：圆满

### 等到了 {#so-so}

王女士没有再说话，等到了她的号。

结局：一般

### 投诉 {#complaint}

王女士拨通了客服电话。

结局：失败

### 红线 {#red}

王女士：“密码怎么能告诉你呢？”

结局：失败

## 结语

| 得分 | 评语 |
| --- | --- |
| ≥85% | 先处理心情，再处理事情。 |
| 其余 | 回到第一句，再走一遍。 |
"""
_ROLEPLAY_EN = """---
title: Ms Wang has missed her number
source: 000000000000
---

## Background

Ms Wang has missed her number after forty minutes. You are the lobby manager.

## Characters

| Name | Played by | Note |
| --- | --- | --- |
| Ms Wang | system | Impatient and proud |
| Lobby manager | learner | You |

## Dimensions

| Dimension | Weight | Pass | Note |
| --- | --- | --- | --- |
| Empathy | 60% | 50% | Hears the feeling |
| Rules | 40% |  | Keeps them |

## Dialogue

### Opening {#start}

(Ms Wang slaps her ticket on the desk.)

Ms Wang (loudly): My number is gone!

- "I am sorry. Please sit down, I will look at once."
  - Comment: An apology first, then an action.
- "Then take a new one. That is the rule."
  - Comment: The rule is right; as a first sentence it is a refusal.

### Stand-off {#standoff}

Ms Wang: Then I shall complain!

- "I spoke too fast. Please give me two minutes."
  - Comment: Owning it gives her a way back.
- "Complain if you like."
  - Comment: Pushed into a complaint.

### Looking {#look-up}

Ms Wang: I must be away at half past eleven.

- "One is ahead of you, about six minutes. I shall mark your number."
  - Comment: A rule and a time.
- "Just a little longer."
  - Comment: A little longer without a time says nothing.
- "Tell me your PIN, I shall draw it for you."
  - Red line: Asked a customer for a PIN
  - Comment: Never ask for a PIN.

### To the counter {#walk}

(You walk her to the counter.)

### Done {#happy}

Ms Wang: Thank you, Chen.

### Waited {#so-so}

Ms Wang says no more and waits for her number.

### Complaint {#complaint}

Ms Wang dials the hotline.

### Red line {#red}

Ms Wang: "How could I tell you my PIN?"

## Closing

| Score | Comment |
| --- | --- |
| ≥85% | Feelings first, facts second. |
| otherwise | Back to the first sentence, once more. |
"""


def with_roleplay(tree: Mapping[str, bytes], course: str = "greeting", *, required: bool = False) -> dict[str, bytes]:
    """The tree with a role-play at the end of a course's outline: required as role-plays are, or 选修."""
    folder = f"courses/{course}"
    scene = f"9. [过号的王女士](roleplay/missed-number.md){'' if required else '（选修）'}\n"
    tree = changed(tree, f"{folder}/course.md", "\n## 必修", f"{scene}\n## 必修")
    course_en = tree[f"{folder}/course.en.md"].rstrip() + b"\n9. [Ms Wang has missed her number](roleplay/missed-number.md)\n"
    own = {"course.en.md": course_en, "roleplay/missed-number.md": ROLEPLAY_ZH, "roleplay/missed-number.en.md": _ROLEPLAY_EN}
    return {**tree, **{f"{folder}/{path}": text.encode() if isinstance(text, str) else text for path, text in own.items()}}


MEETING_ZH = """---
编号: one-line
标题: 只练一句
时长: 6 分钟
角色: 主持人、全体
条款: s-greet-10s
版本: 1
---

## 问候（1 分钟）{#hello}

（站成一排。）

主持人：早上好！今天只练一句。

全体：好！

## 演练：十秒问候（3 分钟）{#drill}

条款：s-greet-10s

分组：两人一组

要求：进门十秒内起身

判定：坐着说的重来

| 口令（客户） | 应答（员工） |
| --- | --- |
| 我想问一下。 | 您好，请说。 |

## 抽问（1 分钟）{#ask}

[▶ 第一句话说什么](../bank/queue.md#q-first-words)

## 出发（1 分钟）{#close}

主持人：今天——

全体：一起来！
"""

_MEETING_EN = """---
title: One sentence only
source: 000000000000
roles: Host, All
---

## Greeting (1 min) {#hello}

(Stand in a row.)

Host: Good morning! Today we practise one sentence.

All: Good!

## Drill: ten seconds (3 min) {#drill}

Groups: In pairs

Requirements: Stand within ten seconds

Judging: Said sitting: once more

| Cue (customer) | Response (employee) |
| --- | --- |
| I have a question. | Hello, please go ahead. |

## A question (1 min) {#ask}

[▶ The first words](../bank/queue.md#q-first-words)

## Off we go (1 min) {#close}

Host: Today —

All: Together!
"""


def with_meeting(tree: Mapping[str, bytes], course: str = "greeting", *, required: bool = False) -> dict[str, bytes]:
    """The tree with a morning meeting as the last step of a course, and an evening meeting like it outside the outline."""
    folder, english = f"courses/{course}", "2. [Greeting exam](quizzes/greeting-exam.md)\n"
    line = "2. [迎宾结业测验](quizzes/greeting-exam.md)\n"
    meeting = f"3. [只练一句](meetings/one-line.md){'（必修）' if required else ''}\n"
    tree = changed(tree, f"{folder}/course.md", line, line + meeting)
    tree = changed(tree, f"{folder}/course.en.md", english, english + "3. [One sentence only](meetings/one-line.md)\n")
    evening = MEETING_ZH.replace("编号: one-line\n标题: 只练一句", "编号: put-down\n标题: 放下今天\n场合: 夕会")
    return {
        **tree,
        f"{folder}/meetings/one-line.md": MEETING_ZH.encode(),
        f"{folder}/meetings/one-line.en.md": _MEETING_EN.encode(),
        f"{folder}/meetings/put-down.md": evening.encode(),
    }


def tiny(*keys: str) -> dict[str, bytes]:
    """The tree with one such course for each key; `greeting` is the one the constants above name."""
    tree = {"positions.md": POSITIONS, "positions.en.md": POSITIONS_EN, "standards.md": STANDARDS, "standards.en.md": STANDARDS_EN}
    for number, key in enumerate(keys, 1):
        for path, words in _COURSE_FILES.items():
            named = words.replace("编号: greeting\n", f"编号: {key}\n").replace("顺序: 1\n", f"顺序: {number}\n")
            tree[f"courses/{key}/{path}"] = named
    return {path: words.encode() for path, words in tree.items()}


def changed(tree: Mapping[str, bytes], path: str, old: str, new: str) -> dict[str, bytes]:
    """The tree with one passage of one file written anew; the passage must be there."""
    words = tree[path].decode()
    assert old in words, f"{path} has no {old!r}"
    return {**tree, path: words.replace(old, new).encode()}


TINY = tiny("greeting")
