"""Passwords: what stands in for a hash where there is none."""

import argon2

from app.security import passwords


def test_a_name_without_a_password_takes_the_same_work_as_one_with() -> None:
    real = argon2.extract_parameters(passwords.hashed("correct horse battery"))

    assert argon2.extract_parameters(passwords._DUMMY) == real


def test_nobody_without_a_password_is_let_in() -> None:
    assert not passwords.matches(None, "correct horse battery")
    assert passwords.matches(passwords.hashed("correct horse battery"), "correct horse battery")
