from __future__ import annotations

import pytest

from stakeholder_graph import errors
from stakeholder_graph.errors import StakeholderGraphError
from stakeholder_graph.language import Text

TEXT = Text("no existe «{name}»; revise el nombre.", "there is no '{name}'; check the name.")
KINDS: list[tuple[type[StakeholderGraphError], type[Exception]]] = [
    (errors.DatasetError, ValueError),
    (errors.UnknownNameError, KeyError),
    (errors.AmbiguousNameError, ValueError),
    (errors.QueryError, ValueError),
    (errors.LoadError, RuntimeError),
    (errors.ServerError, ConnectionError),
    (errors.EmptyNetworkError, ValueError),
    (errors.InvalidTableError, ValueError),
    (errors.OutOfTimeError, TimeoutError),
    (errors.OutputError, OSError),
]
each_kind = pytest.mark.parametrize(("kind", "builtin"), KINDS)


def test_the_list_of_errors_is_complete() -> None:
    own = [kind for kind in StakeholderGraphError.__subclasses__() if kind in vars(errors).values()]
    assert own == [kind for kind, _ in KINDS]


@each_kind
def test_an_error_is_of_the_package_and_of_the_usual_kind(
    kind: type[StakeholderGraphError], builtin: type[Exception]
) -> None:
    error = kind(TEXT, name="mre")
    assert isinstance(error, StakeholderGraphError)
    assert isinstance(error, builtin)


@each_kind
def test_an_error_speaks_both_languages(
    kind: type[StakeholderGraphError], builtin: type[Exception]
) -> None:
    error = kind(TEXT, name="mre")
    assert issubclass(kind, builtin)
    assert error.say("es") == "no existe «mre»; revise el nombre."
    assert error.say("en") == "there is no 'mre'; check the name."


@each_kind
@pytest.mark.parametrize(
    ("locale", "sentence"),
    [
        ("es_PE.UTF-8", "no existe «mre»; revise el nombre."),
        ("en_GB.UTF-8", "there is no 'mre'; check the name."),
    ],
)
def test_an_error_prints_as_one_sentence_in_the_language_of_the_locale(
    monkeypatch: pytest.MonkeyPatch,
    kind: type[StakeholderGraphError],
    builtin: type[Exception],
    locale: str,
    sentence: str,
) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    with pytest.raises(builtin) as caught:
        raise kind(TEXT, name="mre")
    assert str(caught.value) == sentence
