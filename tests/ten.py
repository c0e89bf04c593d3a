"""The tiny course with a quiz in which every type of question is asked once, and a lesson that shows three of them.

publish(TEN);  hands.begin(db, live, me, at, quiz="ten-types")    # eleven questions: the case has two parts
"""

from tests.courses import COURSE, COURSE_EN, LESSON, LESSON_EN_PATH, TINY, changed

QUIZ = "courses/greeting/quizzes/ten-types.md"
QUIZ_EN = "courses/greeting/quizzes/ten-types.en.md"
KINDS = ("single", "multiple", "truefalse", "gaps", "number", "order", "match", "classify", "essay", "single", "essay")

QUIZ_ZH = """---
编号: ten-types
标题: 十种题型
用途: 结业
目标: o-greet、o-wait
及格: 60%
公布答案: 交卷后
打乱: 选项
版本: 1
---

每种题型一道。

## 客户走近 {#t-single}
属性：单选；目标 o-greet

客户走近时，先做什么？

- [ ] 填完表
- [x] 起身问候
- [ ] 点点头

## 等候变短 {#t-multiple}
属性：多选；目标 o-wait

哪些做法让等候变短？

- [x] 播报等候时间
- [x] 先填单据
- [ ] 调大音量

## 代输密码 {#t-true}
属性：判断；目标 o-greet；条款 s-pin-own

大堂经理可以代客户输入密码。

答案：错误

## 三声 {#t-gaps}
属性：填空；分值 2；目标 o-greet

来有 [[迎声]]，走有 [[送声]]。

## 几秒 {#t-number}
属性：数字；目标 o-greet

几秒之内起身问候？

答案：10 秒

## 接待的顺序 {#t-order}
属性：排序；分值 2；判分 按项；目标 o-greet；条款 s-greet-10s

请按先后排好接待客户的四个动作。

1. 起身问候
2. 询问业务
3. 引导取号
4. 告知等候时间

解析：先看人，再办事。

## 业务与去处 {#t-match}
属性：配对；分值 3；目标 o-wait；条款 s-wait-told

把业务与首先引导去的地方连起来。

| 业务 | 去处 |
| --- | --- |
| 查询退休金 | 自助查询机 |
| 开立对公账户 | 对公专柜 |
| 兑换残损币 | 现金柜台 |
|  | 保安室 |

## 大声还是小声 {#t-classify}
属性：归类；分值 4；目标 o-wait

哪些话能大声说？

| 内容 | 归类 |
| --- | --- |
| 请 A012 号到 3 号窗口 | 可以大声说 |
| 账户里的余额 | 只能小声说 |
| 定期到期了 | 只能小声说 |
| 今天的营业时间 | 可以大声说 |

## 安抚话术 {#t-essay}
属性：简答；分值 5；目标 o-wait；条款 s-wait-told

系统故障，预计二十分钟恢复。请写出你对全场客户说的话。

参考答案：各位客户，非常抱歉，系统出现故障，预计二十分钟恢复。着急的客户可以先用自助机。

评分点：
- 2 分：先道歉
- 1 分：给出时间
- 2 分：给出可选的办法

## 案例：陌生电话 {#t-case}
属性：案例；目标 o-wait；条款 s-pin-own

李大爷一直拿着手机通话，要求把八万元转到一个“安全账户”，反复说“不能告诉别人”。

### 第一步 {#t-case-1}
属性：单选；分值 2

你首先应当：

- [ ] 按要求办理
- [x] 请他坐下，挂断电话，报告主管

### 怎么说 {#t-case-2}
属性：简答；分值 2；条款 s-wait-told

请写出你对李大爷说的第一句话。

参考答案：大爷您先坐，喝口水，这件事我陪您一起弄清楚。

评分点：
- 1 分：语气平和
- 1 分：不点破他被骗
"""

QUIZ_EN_TEXT = """---
title: Ten types
source: 000000000000
---

One question of each type.

## A customer comes {#t-single}

What first, when a customer comes up?

- [ ] Finish the form
- [x] Stand and greet
- [ ] Nod

## Shorter waiting {#t-multiple}

What makes waiting shorter?

- [x] Announcing the time
- [x] Filling in forms
- [ ] Turning up the sound

## The PIN {#t-true}

The lobby manager may enter the PIN.

Answer: False

## Voices {#t-gaps}

A voice of [[welcome]] on arrival, a voice of [[farewell]] at last.

## How many seconds {#t-number}

Within how many seconds do you stand and greet?

Answer: 10 seconds

## The order of receiving {#t-order}

Put the four moves in order.

1. Stand and greet
2. Ask what is needed
3. Help to take a ticket
4. Say how long it takes

Explanation: The person first, the business second.

## Business and place {#t-match}

Match each business with the place to go first.

| Business | Place |
| --- | --- |
| Looking up a pension | Self-service machine |
| Opening a company account | Business counter |
| Changing damaged notes | Cash counter |
|  | Guard room |

## Loud or quiet {#t-classify}

What may be said aloud?

| What | Group |
| --- | --- |
| Number A012 to window 3, please | May be said aloud |
| The balance of an account | Only quietly |
| Your deposit is due | Only quietly |
| Today's opening hours | May be said aloud |

## Reassuring words {#t-essay}

The system is down for twenty minutes. Write what you say to everybody waiting.

Model answer: Ladies and gentlemen, I am very sorry. The system will be back in twenty minutes. The machines work.

Marking points:
- 2 points: apologises first
- 1 point: gives the time
- 2 points: offers a choice

## Case: a strange call {#t-case}

Mr Li keeps talking on the phone and wants to move 80,000 yuan to a "safe account". He says nobody may know.

### The first step {#t-case-1}

First you:

- [ ] Do as he asks
- [x] Ask him to sit down and hang up, and tell the supervisor

### What to say {#t-case-2}

Write the first sentence you say to Mr Li.

Model answer: Please sit down and have some water; we will sort this out together.

Marking points:
- 1 point: calm
- 1 point: does not expose him
"""

_OUTLINE = ("2. [迎宾结业测验]", "2. [十种题型](quizzes/ten-types.md)\n3. [迎宾结业测验]")
_OUTLINE_EN = ("2. [Greeting exam]", "2. [Ten types](quizzes/ten-types.md)\n3. [Greeting exam]")
_EXTRA = """## 练一练：排序 {#p-order}
属性：排序；目标 o-greet

请排好顺序。

1. 抬头
2. 起身
3. 微笑

## 练一练：写一句 {#p-essay}
属性：简答；分值 1；目标 o-greet；条款 s-greet-10s

写一句问候。

参考答案：您好，请问今天办理什么业务？

评分点：
- 1 分：有称呼
"""


def ten() -> dict[str, bytes]:
    tree = TINY | {QUIZ: QUIZ_ZH.encode(), QUIZ_EN: QUIZ_EN_TEXT.encode()}
    tree = changed(changed(tree, COURSE, *_OUTLINE), COURSE_EN, *_OUTLINE_EN)
    tree["courses/greeting/bank/more.md"] = f"---\n编号: more-bank\n标题: 题库：练一练\n---\n\n{_EXTRA}".encode()
    more = "\n\n[▶ 排序](../bank/more.md#p-order)\n\n[▶ 写一句](../bank/more.md#p-essay)\n"
    for path, last in ((LESSON, "bank/queue.md#q-first-words)"), (LESSON_EN_PATH, "bank/queue.md#q-first-words)")):
        tree = changed(tree, path, last, last + more)
    return tree


TEN = ten()
