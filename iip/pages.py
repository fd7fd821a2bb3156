"""The pages of a long list, as the Design System's pagination takes them."""

from typing import Any

from django.core.paginator import Page
from django.http import HttpRequest


def numbered(request: HttpRequest, page: Page) -> dict[str, Any]:
    """Parameters of {% govuk "pagination" %}; each link keeps the list's filters. {} where there is one page."""
    if page.paginator.num_pages < 2:
        return {}

    def href(number: int) -> str:
        query = request.GET.copy()
        query["page"] = str(number)
        return f"?{query.urlencode()}"

    items = [
        {"ellipsis": True}
        if number == page.paginator.ELLIPSIS
        else {"number": number, "current": number == page.number, "href": href(int(number))}
        for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]
    params: dict[str, Any] = {"items": items}
    if page.has_previous():
        params["previous"] = {"href": href(page.previous_page_number())}
    if page.has_next():
        params["next"] = {"href": href(page.next_page_number())}
    return params
