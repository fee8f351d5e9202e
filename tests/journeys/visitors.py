"""Two ways to walk through the same pages: by HTTP alone, reading the forms, and in a real browser.

Both have ``open``, ``send`` and ``text``. ``send`` fills in the form of the current page that has the named
fields, as a person would, leaves the rest as it stands, and presses its button.
"""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.applications.factories import PDF
from tests.browser import obstacles


@dataclass(frozen=True)
class Upload:
    """A file to attach."""

    name: str = "scan.pdf"
    content: bytes = PDF


@dataclass
class _Field:
    name: str
    kind: str
    value: str = ""
    is_on: bool = False


@dataclass
class _Form:
    action: str
    method: str
    fields: list[_Field] = field(default_factory=list)

    def named(self, name: str) -> str:
        """Return the whole name of a field, with the prefix of its form; empty if there is none."""
        names = [one.name for one in self.fields]
        return name if name in names else next((one for one in names if one.endswith(f"-{name}")), "")

    def data(self, values: dict) -> dict:
        """Return what a browser would post: what stands in the form, with ``values`` typed over it."""
        values = {self.named(name): value for name, value in values.items()}
        data: dict[str, list] = {}
        for one in self.fields:
            if (
                one.name not in values
                and one.kind != "file"
                and (one.is_on or one.kind not in ("checkbox", "radio"))
            ):
                data.setdefault(one.name, []).append(one.value)
        for name, value in values.items():
            if isinstance(value, Upload):
                data[name] = [SimpleUploadedFile(value.name, value.content)]
            elif isinstance(value, bool):
                data[name] = [next(one.value for one in self.fields if one.name == name)] if value else []
            else:
                data[name] = list(value) if isinstance(value, list | tuple) else [value]
        return data


class _Reader(HTMLParser):
    """Read the forms inside <main>."""

    def __init__(self):
        super().__init__()
        self.forms: list[_Form] = []
        self._in_main = self._form = self._select = self._textarea = None

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "main":
            self._in_main = True
        elif tag == "form" and self._in_main:
            self._form = _Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form is None:
            return
        elif tag == "input" and given.get("name") and given.get("type") not in ("submit", "button"):
            kind = given.get("type", "text")
            value = given.get("value", "on" if kind in ("checkbox", "radio") else "")
            self._form.fields.append(_Field(given["name"], kind, value, "checked" in given))
        elif tag == "select":
            self._select = _Field(given["name"], "select")
            self._form.fields.append(self._select)
        elif tag == "option" and self._select is not None:
            if "selected" in given or not self._select.is_on:
                self._select.value, self._select.is_on = given.get("value", ""), True
        elif tag == "textarea" and given.get("name"):
            self._textarea = _Field(given["name"], "textarea")
            self._form.fields.append(self._textarea)

    def handle_endtag(self, tag):
        if tag == "main":
            self._in_main = None
        elif tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._textarea = None

    def handle_data(self, data):
        if self._textarea is not None:
            self._textarea.value += data


def words_of(page: str) -> str:
    """Return the words of the main part of a page."""
    main = page.partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def _selector(name: str) -> str:
    return f'[name="{name}"], [name$="-{name}"]'


class HttpVisitor:
    """A person who reads the pages without a browser."""

    def __init__(self, client):
        self._client = client
        self.path = ""
        self.text = ""

    def open(self, path: str, *, status: int = 200):
        """Open a page of the portal and expect a status."""
        return self._shown(self._client.get(path, follow=True), status)

    def send(self, *, action: str = "", press: dict | None = None, status: int = 200, **values):
        """Fill in a form of the page and send it; follow to the page it leads to."""
        forms = [
            one
            for one in self._forms()
            if all(one.named(name) for name in values) and one.action.endswith(action)
        ]
        assert forms, f"{self.path}: no form with {sorted(values)} {action}\n{words_of(self.text)}"
        form = next((one for one in forms if one.method == "post"), forms[0])
        data = {**form.data(values), **(press or {})}
        response = self._client.post(urljoin(self.path, form.action), data, follow=True)
        return self._shown(response, status)

    def _forms(self) -> list[_Form]:
        reader = _Reader()
        reader.feed(self.text)
        return reader.forms

    def _shown(self, response, status: int):
        self.text, self.path = response.content.decode(), response.request["PATH_INFO"]
        assert response.status_code == status, f"{self.path}: {response.status_code}\n{words_of(self.text)}"
        return self


class BrowserVisitor:
    """A person with a browser: on every new kind of page axe looks for obstacles, and the console is kept."""

    def __init__(self, page, host: str, seen: dict):
        self._page, self._host, self._seen = page, host, seen
        self.status = 0
        page.on("response", self._note)

    def _note(self, response) -> None:
        if response.request.is_navigation_request() and response.frame == self._page.main_frame:
            self.status = response.status

    @property
    def path(self) -> str:
        return urlsplit(self._page.url).path

    @property
    def text(self) -> str:
        return self._page.content()

    def open(self, path: str, *, status: int = 200):
        """Open a page of the portal and expect a status."""
        self._page.goto(self._host + path)
        return self._shown(status)

    def send(self, *, action: str = "", press: dict | None = None, status: int = 200, **values):
        """Fill in a form of the page and send it; wait for the page it leads to."""
        form = self._form(action, values)
        form.evaluate(
            "form => [form.closest('details'), ...form.querySelectorAll('details')]"
            ".forEach(folded => { if (folded) folded.open = true })"
        )
        for name, value in values.items():
            self._fill(form, name, value)
        with self._page.expect_navigation():
            self._button(form, press).click()
        return self._shown(status)

    def _form(self, action: str, values: dict):
        found = self._page.locator(f"main form[method=post]{f'[action$={action!r}]' if action else ''}")
        for name in values:
            found = found.filter(has=self._page.locator(_selector(name)))
        return found.first

    def _fill(self, form, name: str, value) -> None:
        inputs = form.locator(_selector(name))
        kind = inputs.first.evaluate("one => one.type")
        if isinstance(value, Upload):
            content = {"name": value.name, "mimeType": "application/pdf", "buffer": value.content}
            inputs.first.set_input_files(content)
        elif isinstance(value, bool):
            inputs.first.set_checked(value)
        elif kind in ("checkbox", "radio"):
            wanted = [value] if isinstance(value, str) else value
            for one in wanted:
                inputs.and_(form.locator(f'[value="{one}"]')).check()
        elif kind.startswith("select"):
            inputs.first.select_option(value)
        elif kind != "hidden":
            inputs.first.fill(str(value))

    def _button(self, form, press: dict | None):
        if press:
            ((name, value),) = press.items()
            return self._page.locator(f'button[name="{name}"][value="{value}"]').first
        if form.locator("button[type=submit]").count():
            return form.locator("button[type=submit]").first
        return self._page.locator(f'button[form="{form.get_attribute("id")}"]:not([name])').first

    def _shown(self, status: int):
        assert self.status == status, f"{self.path}: {self.status}\n{self._page.locator('main').inner_text()}"
        kind = "/".join("*" if any(c.isdigit() for c in part) else part for part in self.path.split("/"))
        said = [words for words in self._page.said if status == 200 or "Failed to load resource" not in words]
        self._page.said.clear()
        if said:
            self._seen.setdefault(kind, []).extend(said)
        if (kind, status) not in self._seen:
            self._seen[kind, status] = obstacles(self._page)
        return self
