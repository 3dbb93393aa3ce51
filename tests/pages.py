"""What a page says: the sentences at its fields, its messages, the rows of its table."""

import re
from html import unescape


def form_data(response):
    """What a browser sends when nobody touches the form."""
    values = {field.html_name: _sent(field.value()) for field in response.context["form"]}
    return {name: value for name, value in values.items() if value not in (None, False, [])}


def _sent(value):
    if isinstance(value, list):
        return [_sent(item) for item in value]
    return getattr(value, "pk", value)


def errors(response):
    """{field: [sentence]}; what is about the whole form stands under the empty name."""
    html = response.content.decode()
    found = {}
    for field, block in re.findall(r'<div class="field-error" id="id_(\w+?)_error">(.*?)</div>', html, re.S):
        found[field] = [_text(sentence) for sentence in re.findall(r"<p>(.*?)</p>", block, re.S)]
    summary = re.search(r'<div class="error-summary".*?</div>', html, re.S)
    if summary and (whole := re.findall(r"<li>(?!<a)(.*?)</li>", summary.group(), re.S)):
        found[""] = [_text(sentence) for sentence in whole]
    return found


def messages(response):
    """The sentences at the top, after the redirect."""
    html = response.content.decode()
    block = re.search(r'<div class="messages".*?(?=<main|</main|<h1)', html, re.S)
    return [_text(slot) for slot in re.findall(r"<div>(.*?)</div>", block.group(), re.S)] if block else []


def differences(response):
    """What both changed, as [label, mine, now]."""
    block = re.search(r'<section class="section differences">(.*?)</section>', response.content.decode(), re.S)
    return _rows(block.group()) if block else []


def table(response, number=0):
    """The rows of a table as lists of texts."""
    bodies = re.findall(r"<tbody>(.*?)</tbody>", response.content.decode(), re.S)
    return _rows(bodies[number]) if bodies else []


def _rows(html):
    rows = re.findall(r"<tr>(.*?)</tr>", html.partition("<tbody>")[2] or html, re.S)
    return [[_text(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)] for row in rows]


def fields(response):
    """{label: value} of a card."""
    rows = re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", response.content.decode(), re.S)
    return {_text(label): _text(value) for label, value in rows}


def paragraphs(response):
    return [_text(text) for text in re.findall(r"<p>(.*?)</p>", response.content.decode(), re.S)]


def _text(html):
    # "Fout: " is for who does not see the colour.
    return " ".join(unescape(re.sub("<[^>]*>", "", html)).split()).removeprefix("Fout: ")
