import pytest

from homeroom.oauth.grants.codes import answers, challenge_of

# RFC 7636, appendix B.
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_the_example_of_the_rfc() -> None:
    assert CHALLENGE == challenge_of(VERIFIER)
    assert answers(CHALLENGE, VERIFIER)


def test_neither_is_right_and_one_alone_is_wrong() -> None:
    assert answers(None, None)
    assert not answers(CHALLENGE, None)
    assert not answers(None, VERIFIER)


@pytest.mark.parametrize("length", [43, 128])
def test_a_verifier_has_43_to_128_characters(length: int) -> None:
    verifier = "a-._~Z09" * 16
    assert answers(challenge_of(verifier[:length]), verifier[:length])


@pytest.mark.parametrize("verifier", ["a" * 42, "a" * 129, "a" * 42 + "=", "a" * 42 + " "])
def test_a_verifier_of_another_form_answers_nothing(verifier: str) -> None:
    assert not answers(challenge_of(verifier), verifier)
