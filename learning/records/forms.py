"""What HR types about personal data."""

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, TextAreaField
from wtforms.validators import Length

from learning.people.forms.fields import NEEDED
from learning.web.forms import BaseForm

LONGEST = 20_000
LONG = Length(max=LONGEST, message=_("At most %(max)d characters."))


class PrivacyForm(BaseForm):
    """The words in both languages; ``after``: the version they follow."""

    after = HiddenField()
    zh = TextAreaField(_("In Chinese"), [NEEDED, LONG], render_kw={"rows": 24})
    en = TextAreaField(_("In English"), [LONG], render_kw={"rows": 24})
