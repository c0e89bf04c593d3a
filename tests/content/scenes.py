"""A role-play, a sample case, a meeting and a task without a finding, in both languages, to be changed one thing at a time."""

from tests.content.folders import COURSE, C, folder, page, with_english

SCENE_HEAD = "编号: scene\n标题: 过号\n及格: 70%\n目标: o-greet"
SCENE = """## 背景

大堂里人很多。

## 人物

| 称呼 | 扮演 | 说明 |
| --- | --- | --- |
| 王女士 | 系统 | 急性子 |
| 大堂经理 | 学员 | 你 |

## 维度

| 维度 | 权重 | 及格 | 说明 |
| --- | --- | --- | --- |
| 同理 | 60% | 50% | 听见情绪 |
| 规范 | 40% |  | 守规则 |

## 对话

### 开场 {#start}

情绪：4/5

（王女士走过来。）

王女士（大声）：我的号过了！

- “对不起，您先坐。”
  - 得分：同理 +2；规范 +1
  - 点评：先道歉。
  - 转到：查号
- “那要重新取号啊。”
  - 得分：同理 -2；规范 +1
  - 点评：拒绝在前。
  - 转到：收场

### 查号 {#look-up}

王女士：我赶时间。

- “大约还要六分钟。”
  - 得分：同理 +1；规范 +2
  - 点评：给了时间。
  - 条款：s-greet
  - 转到：[圆满](#happy)
- “把密码告诉我吧。”
  - 得分：规范 -2
  - 红线：索要密码
  - 点评：永远不可以。
  - 转到：#angry

### 圆满 {#happy}

结局：圆满

王女士：谢谢你。

### 收场 {#angry}

结局：失败

她走了。

## 结语

| 得分 | 评语 |
| --- | --- |
| ≥85% | 很好。 |
| 其余 | 再来一次。 |

## 现场演练

两人一组。

### 角色卡：王女士 {#card-wang}

你很急。

### 角色卡：观察员 {#card-observer}

只看不说。

## 评分表

| 维度 | 观察点 | 优秀（3） | 未做到（0） |
| --- | --- | --- | --- |
| 同理 | 第一句话 | 道歉 | 指责 |
| 规范 | 过号 | 讲清 | 讲错 |

## 红线

- [ ] 索要密码
"""
SCENE_EN_HEAD = "title: Missed\nsource: SOURCE"
SCENE_EN = """## Background

A full lobby.

## Characters

| Name | Played by | Note |
| --- | --- | --- |
| Ms Wang | system | Impatient |
| Lobby manager | learner | You |

## Dimensions

| Dimension | Weight | Pass | Note |
| --- | --- | --- | --- |
| Empathy | 60% | 50% | Hears the feeling |
| Standards | 40% |  | Keeps the rules |

## Dialogue

### Opening {#start}

(Ms Wang comes up.)

Ms Wang (loudly): My number is gone!

- "I am sorry, please sit down."
  - Comment: An apology first.
- "Then take a new one."
  - Comment: A refusal first.

### Looking {#look-up}

Ms Wang: I am in a hurry.

- "About six minutes more."
  - Comment: A time was given.
- "Tell me your PIN."
  - Comment: Never.
  - Red line: Asked for a PIN

### Happy {#happy}

Ms Wang: Thank you.

### Angry {#angry}

She left.

## Closing

| Score | Comment |
| --- | --- |
| ≥85% | Very good. |
| otherwise | Once more. |

## Live practice

In pairs.

### Card: Ms Wang {#card-wang}

You are in a hurry.

### Card: Observer {#card-observer}

Watch and say nothing.

## Rubric

| Dimension | Observed | Excellent (3) | Not done (0) |
| --- | --- | --- | --- |
| Empathy | First sentence | Apology | Blame |
| Standards | Missed number | Clear | Wrong |

## Red lines

- [ ] Asked for a PIN
"""
MEETING_HEAD = "编号: morning\n标题: 晨会\n时长: 3 分钟\n角色: 主持人、全体\n物料: 号纸"
MEETING = """## 1. 问候（1 分 30 秒）{#open}

条款：s-greet

（大家站好。）

主持人：早上好！

- [ ] 工牌端正
- [ ] 鞋面干净

## 演练：迎声（1 分钟）{#drill}

分组：两人一组

| 口令（甲） | 应答（乙） |
| --- | --- |
| （进门） | 您好！ |

## 抽问（30 秒）{#ask}

[▶ 代输密码](../bank/one.md#q-pin)
"""
MEETING_EN_HEAD = "title: Meeting\nsource: SOURCE\nroles: Host, All\nprops: tickets"
MEETING_EN = """## 1. Greeting (1 min 30 s) {#open}

(All stand.)

Host: Good morning!

- [ ] Badge straight
- [ ] Shoes clean

## The voice of welcome (1 min) {#drill}

Groups: in pairs

| Cue (A) | Response (B) |
| --- | --- |
| (Comes in) | Good morning! |

## A question (30 s) {#ask}

[▶ PIN](../bank/one.md#q-pin)
"""
TASK_HEAD = "编号: do-it\n标题: 站一次大堂"
TASK = "请站一小时大堂。\n\n## 怎么做 {#how}\n\n先问候。\n\n## 验收\n\n- [ ] 十秒内问候 {#greeted}\n- [ ] 没有催促 {#calm}\n"
TASK_EN_HEAD = "title: An hour in the lobby\nsource: SOURCE"
TASK_EN = (
    "Stand in the lobby for an hour.\n\n## How {#how}\n\nGreet.\n\n## Sign-off\n\n"
    "- [ ] Greeted within ten seconds {#greeted}\n- [ ] Hurried nobody {#calm}\n"
)
SAMPLE_HEAD = "编号: case\n标题: 样例\n演练: scene\n角色: 王女士、大堂经理"
SAMPLE = """## 情境

大堂里人很多。

## 经过

（王女士走过来。）

王女士（大声）：我的号过了！

大堂经理：把**密码**告诉我吧。

## 参考评分

| 观察点 | 等级 | 理由 |
| --- | --- | --- |
| 第一句话 | 0 | 没有道歉 |
| 过号 | 3 | 讲清了 |

## 红线

- [ ] 索要密码

## 依据

“把密码告诉我吧。”

## 讲评

红线看动作。
"""
SAMPLE_EN_HEAD = "title: A case\nsource: SOURCE\nroles: Ms Wang, Lobby manager"
SAMPLE_EN = """## Situation

A full lobby.

## What happened

(Ms Wang comes up.)

Ms Wang (loudly): My number is gone!

Lobby manager: Tell me your PIN.

## Reference sheet

| Observed | Level | Why |
| --- | --- | --- |
| First sentence | 0 | No apology |
| Missed number | 3 | Clear |

## Red lines

- [ ] Asked for a PIN

## Evidence

"Tell me your PIN."

## Comment

A red line is an act.
"""
CHINESE = {
    "roleplay/scene": (SCENE_HEAD, SCENE),
    "meetings/morning": (MEETING_HEAD, MEETING),
    "tasks/do-it": (TASK_HEAD, TASK),
}
ENGLISH = {
    "samples/case": (SAMPLE_EN_HEAD, SAMPLE_EN),
    "roleplay/scene": (SCENE_EN_HEAD, SCENE_EN),
    "meetings/morning": (MEETING_EN_HEAD, MEETING_EN),
    "tasks/do-it": (TASK_EN_HEAD, TASK_EN),
}
OUTLINE = f"{COURSE}3. [过号](roleplay/scene.md)\n4. [晨会](meetings/morning.md)\n5. [任务](tasks/do-it.md)\n"
SOUND = folder(course=OUTLINE) | {f"{C}{path}.md": page(*text) for path, text in CHINESE.items()}


def changed(path: str, *changes: tuple[str, str]) -> dict[str, bytes]:
    """The folder with some words of one Chinese file replaced."""
    return SOUND | {f"{C}{path}.md": _replaced(page(*CHINESE[path]), changes)}


def scene(*changes: tuple[str, str]) -> dict[str, bytes]:
    return changed("roleplay/scene", *changes)


def morning(*changes: tuple[str, str]) -> dict[str, bytes]:
    return changed("meetings/morning", *changes)


def task(*changes: tuple[str, str]) -> dict[str, bytes]:
    return changed("tasks/do-it", *changes)


def case(*changes: tuple[str, str]) -> dict[str, bytes]:
    """The folder with a sample case, which stands or falls with its role-play."""
    return SOUND | {f"{C}samples/case.md": _replaced(page(SAMPLE_HEAD, SAMPLE), changes)}


def english(path: str, *changes: tuple[str, str]) -> dict[str, bytes]:
    """The folder with one English file, some words of which are replaced."""
    head, body = ENGLISH[path]
    files = with_english(case() if path == "samples/case" else SOUND, path, head, body)
    return files | {f"{C}{path}.en.md": _replaced(files[f"{C}{path}.en.md"], changes)}


def _replaced(page_: bytes, changes: tuple[tuple[str, str], ...]) -> bytes:
    text = page_.decode()
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text.encode()
