"""The four kinds of page: a list, a card, a form and a question before something is done."""

from dataclasses import dataclass

from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.generic import FormView, TemplateView
from django_tables2 import RequestConfig

from mijnkantoor.ui.paginator import PortalPaginator
from permissions import gate
from permissions.catalogue import Permissie

PAGE_SIZES = (25, 50, 100)


@dataclass(frozen=True, slots=True)
class Tab:
    """A page beside this one; shown to whoever may open it. One without a permissie is for who is here already."""

    label: str
    url_name: str
    permissie: Permissie | str | None = None
    args: tuple = ()


@dataclass(frozen=True, slots=True)
class ShownTab:
    label: str
    url: str
    is_current: bool


def shown_tabs(request, tabs):
    """The tabs this user may open; the current one is that whose address the page's own starts with the furthest."""
    relatie = getattr(request, "relatie", None)
    allowed = [tab for tab in tabs if tab.permissie is None or gate.may(request.user, tab.permissie, relatie)]
    urls = [reverse(tab.url_name, args=tab.args) for tab in allowed]
    current = max((url for url in urls if request.path.startswith(url)), key=len, default=None)
    return [ShownTab(tab.label, url, url == current) for tab, url in zip(allowed, urls, strict=True)]


class PortalListView(TemplateView):
    """A list with search, filters, sorting and pages. Works without JavaScript; htmx replaces only the list."""

    template_name = "ui/list.html"
    partial_template_name = "ui/_list.html"
    title = ""
    what = ("rij", "rijen")
    tabs: list[Tab] | tuple = ()
    table_class = None
    filterset_class = None
    add_url_name = add_label = add_permissie = None
    # A view that takes the filters of this list and one of the formaten (name, label).
    export_url_name = None
    export_formaten: tuple = ()
    count_limit: int | None = None  # rows; for a list that grows without end
    empty_title = "Nog niets"
    empty_text = ""
    empty_filtered_text = "Niets past bij deze zoekopdracht en filters."

    def get_queryset(self):
        raise NotImplementedError

    def get_template_names(self):
        partial = self.request.htmx and self.request.htmx.target == "lijst"
        return [self.partial_template_name if partial else self.template_name]

    def get_context_data(self, **kwargs):
        filterset = self.filterset_class(self.request.GET, queryset=self.get_queryset(), request=self.request)
        table = self.table_class(filterset.qs)
        table.csrf_token = get_token(self.request)
        self._sort_and_page(table)
        may_add = self.add_permissie and gate.may(self.request.user, self.add_permissie)
        return super().get_context_data(
            title=self.title,
            tabs=shown_tabs(self.request, self.tabs),
            filterset=filterset,
            table=table,
            page=table.page,
            page_sizes=PAGE_SIZES,
            what=self.what[0] if table.paginator.count == 1 else self.what[1],
            add_url=reverse(self.add_url_name) if may_add else "",
            add_label=self.add_label,
            export_url=reverse(self.export_url_name) if self.export_url_name else "",
            export_formaten=self.export_formaten,
            empty_title=self.empty_title,
            empty_text=self.empty_text,
            empty_filtered_text=self.empty_filtered_text,
            **kwargs,
        )

    def _sort_and_page(self, table):
        RequestConfig(self.request, paginate=False).configure(table)
        rows = table.data.data
        order = rows.query.order_by
        if not {"pk", "-pk"} & set(order):
            # A tie must fall the same way on every page, or a row is shown twice and another never.
            table.data.data = rows.order_by(*order, "pk")
        size = self.request.GET.get("per", "")
        per_page = int(size) if size in map(str, PAGE_SIZES) else PAGE_SIZES[1]
        table.paginator = PortalPaginator(table, per_page, self.count_limit)
        table.page = table.paginator.get_page(self.request.GET.get("page"))

    def render_to_response(self, context, **kwargs):
        response = super().render_to_response(context, **kwargs)
        patch_vary_headers(response, ["HX-Request", "HX-Target"])
        return response


class PortalCardMixin:
    """A page about one object: a heading, tabs, actions."""

    def get_title(self):
        raise NotImplementedError

    def get_tabs(self):
        return ()

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            title=self.get_title(), tabs=shown_tabs(self.request, self.get_tabs()), **kwargs
        )


class PortalFormView(FormView):
    """A page with one form."""

    template_name = "ui/form.html"
    title = ""
    submit_label = "Opslaan"
    cancel_url_name = None

    def get_title(self):
        return self.title

    def get_cancel_url(self):
        return reverse(self.cancel_url_name) if self.cancel_url_name else ""

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            title=self.get_title(), submit_label=self.submit_label, cancel_url=self.get_cancel_url(), **kwargs
        )


class PortalConfirmView(TemplateView):
    """Says what will happen and asks; only the POST, which each subclass writes, does it."""

    template_name = "ui/confirm.html"
    title = ""
    submit_label = "Doorgaan"

    def get_consequence(self):
        raise NotImplementedError

    def get_cancel_url(self):
        raise NotImplementedError

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            title=self.title,
            submit_label=self.submit_label,
            consequence=self.get_consequence(),
            cancel_url=self.get_cancel_url(),
            **kwargs,
        )
