"""The form in which somebody says for whom they work or have worked."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import IntegerField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from app.people.organisations.forms import OrganisationForm


class EmployerForm(OrganisationForm):
    """For whom somebody works or has worked."""

    when = RadioField(
        _("When"),
        [InputRequired()],
        choices=[
            SelectChoice("present", _("I work there now")),
            SelectChoice("former", _("I worked there before")),
        ],
    )
    from_year = IntegerField(_("From the year"), [Optional()], render_kw={"inputmode": "numeric"})
    until_year = IntegerField(_("Until the year"), [Optional()], render_kw={"inputmode": "numeric"})

    @property
    def years(self) -> dict[str, int | None]:
        if self.when.data == "present":
            return {}
        return {"from_year": self.from_year.data, "until_year": self.until_year.data or 0}
