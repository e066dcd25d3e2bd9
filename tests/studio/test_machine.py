"""What the tests themselves need of a machine."""

import machine
import pytest


def test_what_is_missing_is_skipped_here_and_fails_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="gifsicle was not found"):
        machine.program("gifsicle")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="gifsicle was not found"):
        machine.program("gifsicle")
