"""By which way somebody wants to be reached."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import RadioField
from wtforms.validators import InputRequired

from learning.web.forms import BaseForm, choices

NAMES = {
    "mail": _("By mail"),
    "wecom": _("By the bot in WeCom"),
    "dingtalk": _("By the bot in DingTalk"),
    "feishu": _("By the bot in Feishu"),
    "bell": _("Not at all: I look at the bell"),
}


class ChannelForm(BaseForm):
    channel = RadioField(_("How shall your one message a day reach you?"), [InputRequired(_("Please fill this in."))])

    def __init__(self, ways: Iterable[str], **defaults: Any) -> None:
        super().__init__(**defaults)
        self.channel.choices = choices((way, NAMES[way]) for way in ways)
