"""A plugin of mypy: what the middleware of this site adds to a request.

`request.access` and `request.request_id` exist on every request, `request.seeing`
while an organiser sees the site as someone else, and `request.user`
is a person wherever a view is for people only, which the decorators of accounts see
to: views need no cast to say so.
"""

from collections.abc import Callable

from mypy.nodes import MDEF, SymbolTableNode, Var
from mypy.plugin import AttributeContext, ClassDefContext, Plugin
from mypy.types import AnyType, Instance, Type, TypeOfAny
from mypy_django_plugin.lib import helpers

REQUEST = "django.http.request.HttpRequest"
ADDED = ("access", "htmx", "request_id", "view_as")
USER = "accounts.models.user.User"


class Requests(Plugin):
    def get_customize_class_mro_hook(
        self, fullname: str
    ) -> Callable[[ClassDefContext], None] | None:
        return add_attributes if fullname == REQUEST else None

    def get_attribute_hook(
        self, fullname: str
    ) -> Callable[[AttributeContext], Type] | None:
        return type_of_user if fullname == f"{REQUEST}.user" else None


def add_attributes(context: ClassDefContext) -> None:
    info = context.cls.info
    for name in ADDED:
        if name not in info.names:
            variable = Var(name, AnyType(TypeOfAny.explicit))
            variable.info = info
            info.names[name] = SymbolTableNode(MDEF, variable, plugin_generated=True)


def type_of_user(context: AttributeContext) -> Type:
    api = helpers.get_typechecker_api(context)
    info = helpers.lookup_fully_qualified_typeinfo(api, USER)
    return Instance(info, []) if info else context.default_attr_type


def plugin(version: str) -> type[Plugin]:
    return Requests
