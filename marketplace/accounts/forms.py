"""The forms of accounts, each field with a message that says what to do."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired, Length, ValidationError

from marketplace.i18n import _, _l


class Form(FlaskForm):
    """A form whose token was already checked at the door."""

    class Meta:
        """WTForms' own settings."""

        csrf = False


def _printable(_form: Form, field: StringField) -> None:
    if not (field.data or "").isprintable():
        raise ValidationError(_("里面有看不见的字符，请重新填写。"))


class SignIn(Form):
    """电子邮箱和密码."""

    email = StringField(
        _l("电子邮箱"),
        [DataRequired(_l("请填写电子邮箱。")), Length(max=254, message=_l("电子邮箱太长。")), _printable],
    )
    password = PasswordField(_l("密码"), [DataRequired(_l("请填写密码。")), Length(max=200, message=_l("密码太长。"))])
