"""Options: what a law chooses for itself is drawn with the problem."""

from dataclasses import replace

from ..contract.claims import Claims
from ..laws.law import Law
from ..operands.descriptor import Choice, Descriptor
from .choices import Source, choose


def with_choices(source: Source, law: Law, descriptor: Descriptor, claims: Claims) -> Descriptor:
    """The problem with the choices of `law`; unchanged where there is nothing to choose from, as the law will say."""
    if not law.options:
        return descriptor
    made: dict[str, Choice] = {}
    given = descriptor.outline()
    words: dict[str, Choice] = {}
    for name in law.options:
        options = law.options_of(name, given, claims, made)
        if not options:
            return descriptor
        made[name] = choose(source, options)
        if len(options) > 1:
            words[name] = made[name]
    return replace(descriptor, chosen=tuple(words.items()))
