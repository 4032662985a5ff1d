"""How the body of a request is read."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

import flask
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

if TYPE_CHECKING:
    from werkzeug.formparser import t_parse_result


URLENCODED = "application/x-www-form-urlencoded"


class PlainParser(FormDataParser):
    """The framework's, but for two things that it lets pass."""

    def parse(self, stream: IO[bytes], mimetype: str, *body: Any, **named: Any) -> t_parse_result:
        """Texts have one limit in either encoding; a part without a name, which belongs to no field, falls away."""
        length = body[0] if body else named.get("content_length")
        if mimetype == URLENCODED and (length or 0) > (self.max_form_memory_size or 0):
            raise RequestEntityTooLarge
        rest, form, files = super().parse(stream, mimetype, *body, **named)
        for name, file in files.items(multi=True):
            if name is None:
                file.close()
        texts = [(name, text) for name, text in form.items(multi=True) if name is not None]
        return (
            rest,
            self.cls(texts),
            self.cls([each for each in files.items(multi=True) if each[0] is not None]),
        )


class Request(flask.Request):
    form_data_parser_class = PlainParser
    language = ""  # "zh" or "en", once it has been asked for
