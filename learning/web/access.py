"""Who may open which route: one declaration beside each view, printed by ``flask access``, checked before the first request."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, abort
from werkzeug.routing import Rule

from learning.web.request import SAFE, me

View = TypeVar("View", bound=Callable[..., Any])
UNGUARDED = {"static"}


@dataclass(frozen=True)
class Predicate:
    """A question about who is asking. ``own``: it opens only things of one's own, so that an auditor may write them too."""

    name: str
    test: Callable[[Any], bool]
    stranger: bool = False
    auditor: bool = False
    own: bool = False


@dataclass(frozen=True)
class Access:
    """What a view declared: who may open it, which kind of thing its id names, whether it writes."""

    predicate: Predicate
    kind: str | None
    writes: bool | None


anyone = Predicate("anyone", lambda viewer: True, stranger=True, auditor=True, own=True)
signed_in = Predicate("signed_in", lambda viewer: True, auditor=True, own=True)


def allow(predicate: Predicate, *, kind: str | None = None, writes: bool | None = None) -> Callable[[View], View]:
    """Declare who may open a view. ``kind`` names the thing whose id stands in the rule; its query must take the viewer.

    Not signed in: 401 (the error page leads to the sign-in). Wrong role: 403. A thing that is not yours: the query's 404.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **named: Any) -> Any:
            if not predicate.stranger and not me().is_authenticated:
                abort(401)
            if predicate is not anyone and not predicate.test(me()):
                abort(403)
            return view(*args, **named)

        guarded.access = Access(predicate, kind, writes)  # type: ignore[attr-defined]  # the one mark a view carries
        return guarded  # type: ignore[return-value]  # wraps keeps the signature

    return declare


@dataclass(frozen=True)
class Route:
    """One line of the access table."""

    rule: str
    methods: str
    endpoint: str
    allowed: str
    kind: str
    writes: bool

    def __str__(self) -> str:
        write = "writes" if self.writes else "reads"
        return f"{self.methods:<9} {self.rule:<66} {self.allowed:<22} {self.kind:<14} {write:<7} {self.endpoint}"


def routes(app: Flask) -> list[Route]:
    """Every route with its declaration, by address."""
    table = [_route(app, rule) for rule in app.url_map.iter_rules() if rule.endpoint not in UNGUARDED]
    return sorted(table, key=lambda route: (route.rule, route.methods))


def _route(app: Flask, rule: Rule) -> Route:
    access: Access | None = getattr(app.view_functions[rule.endpoint], "access", None)
    if access is None:
        raise RuntimeError(f"{rule.rule} ({rule.endpoint}) does not say who may open it: add @allow(…)")
    methods = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    writes = access.writes if access.writes is not None else any(method not in SAFE for method in methods)
    return Route(rule.rule, ",".join(methods), rule.endpoint, access.predicate.name, access.kind or "-", writes)


def refuse_undeclared(app: Flask) -> None:
    """Stop the start if a route is undeclared, carries an id but no kind, or lets an auditor write what is not their own."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint in UNGUARDED:
            continue
        route = _route(app, rule)
        access: Access = getattr(app.view_functions[rule.endpoint], "access")  # noqa: B009 -- _route checked that it is there
        if rule.arguments and access.kind is None:
            raise RuntimeError(f"{rule.rule} carries an id but names no kind: @allow(…, kind=…)")
        if route.writes and access.predicate.auditor and not access.predicate.own:
            raise RuntimeError(f"{rule.rule} writes and is open to the auditor, who may only read")
