"""Forms of certificates."""

from flask_babel import lazy_gettext as _
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from learning.certificates.refusals import ReasonMissing
from learning.web.forms import BaseForm


class RevocationForm(BaseForm):
    reason = TextAreaField(
        _("Why is it revoked?"),
        [InputRequired(_(ReasonMissing.says)), Length(max=400, message=_("Use at most 400 characters."))],
    )
