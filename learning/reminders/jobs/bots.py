"""Digests by the bot of a group chat (WeCom, DingTalk, Feishu). Everybody in the group reads along: so it says that something
waits, and for whom, but not what."""

import base64
import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote_plus

from learning.base.outside import Target, post, target
from learning.base.settings import Settings
from learning.reminders.jobs.ways import NotTaken
from learning.reminders.models import Message
from learning.reminders.papers import Letter

PORTS = {"https": 443, "http": 80}
EXAMPLE = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…"
SERVER_ERROR = 500
OK = 200


class ByBot:
    """One bot; its secret (DingTalk and Feishu) stands behind its address after a space."""

    def __init__(self, settings: Settings, channel: str) -> None:
        name = f"LEARNING_{channel.upper()}"
        address, _, self.secret = str(getattr(settings, channel)).partition(" ")
        self.channel, self.where = channel, target(settings, name, address, PORTS, EXAMPLE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        pass

    def send(self, message: Message, letter: Letter, *, at: datetime) -> None:
        """Let the bot say it. Raises ``NotTaken`` when it certainly did not; anything else leaves it open."""
        where, body = BODIES[self.channel](self, message.address, letter.call, at)
        try:
            status, told = post(where, body)
        except ConnectionRefusedError as error:
            raise NotTaken(f"{type(error).__name__}: {error}") from error
        code = told.get("errcode", told.get("code", 0))
        if status != OK or code != 0:
            why = f"{status} {code} {told.get('errmsg', told.get('msg', ''))}"
            raise NotTaken(why, for_good=status < SERVER_ERROR and status != OK)

    def wecom(self, mobile: str, call: str, _at: datetime) -> tuple[Target, dict[str, Any]]:
        return self.where, {"msgtype": "text", "text": {"content": call, "mentioned_mobile_list": [mobile]}}

    def dingtalk(self, mobile: str, call: str, at: datetime) -> tuple[Target, dict[str, Any]]:
        """Signed with the moment in milliseconds, as DingTalk asks."""
        where = self.where
        if self.secret:
            moment = str(int(at.timestamp() * 1000))
            signed = hmac.new(self.secret.encode(), f"{moment}\n{self.secret}".encode(), hashlib.sha256).digest()
            path = f"{where.path}&timestamp={moment}&sign={quote_plus(base64.b64encode(signed))}"
            where = Target(where.scheme, where.host, where.port, path)
        return where, {"msgtype": "text", "text": {"content": f"@{mobile} {call}"}, "at": {"atMobiles": [mobile], "isAtAll": False}}

    def feishu(self, _mobile: str, call: str, at: datetime) -> tuple[Target, dict[str, Any]]:
        """Signed with the moment in seconds, as Feishu asks. Its bots know nobody by number: the sentence names the person."""
        body: dict[str, Any] = {"msg_type": "text", "content": {"text": call}}
        if self.secret:
            moment = str(int(at.timestamp()))
            signed = hmac.new(f"{moment}\n{self.secret}".encode(), b"", hashlib.sha256).digest()
            body |= {"timestamp": moment, "sign": base64.b64encode(signed).decode()}
        return self.where, body


BODIES: dict[str, Callable[[ByBot, str, str, datetime], tuple[Target, dict[str, Any]]]] = {
    "wecom": ByBot.wecom, "dingtalk": ByBot.dingtalk, "feishu": ByBot.feishu,
}  # fmt: skip
