"""Addresses that a template puts together from a thread and a place in it."""

from django import template

from forum.models import Post, Thread

register = template.Library()


@register.filter
def page_with(thread: Thread, post: Post) -> str:
    """The page of the thread that holds the place, with the place in view."""
    return f"{thread.url_of_page(post.page)}#{post.anchor}"
