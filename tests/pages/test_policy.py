"""The Content-Security-Policy that pages get: a browser under it is what tests/browser is about."""

import re

import pytest
from chromium import SITE
from visits import PAGES

from scenes.studio.pages.policy import seal

PAGE = '<!doctype html><html><head><meta charset="utf-8"><title>A</title></head><body>{}</body></html>'
GREETING = "sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI="  # of alert(1), by `openssl dgst -sha256 -binary | base64`


def test_the_scripts_of_a_page_may_run_and_no_others(tmp_path):
    (tmp_path / "a.html").write_text(PAGE.format("<script>alert(1)</script>"), encoding="utf-8")
    (tmp_path / "b.html").write_text(PAGE.format('<script type="application/json">{}</script>'), encoding="utf-8")
    assert len(seal(tmp_path)) == 2
    for name, allowed in {"a": f"'self' '{GREETING}'", "b": "'self'"}.items():
        text = (tmp_path / f"{name}.html").read_text(encoding="utf-8")
        assert re.findall(r"script-src ([^;]*);", text) == [allowed]
        assert text.index("Content-Security-Policy") < text.index("<title>")
    assert not seal(tmp_path), "a policy is not written twice"


def test_a_page_that_could_not_get_the_policy_is_an_error(tmp_path):
    (tmp_path / "a.html").write_text("<p>Hello", encoding="utf-8")
    with pytest.raises(ValueError, match=r"a\.html"):
        seal(tmp_path)


def test_every_page_of_the_site_has_it_and_it_allows_nothing_unsafe():
    for path in PAGES:
        (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', (SITE / path).read_text(encoding="utf-8"))
        assert "unsafe" not in policy, path
