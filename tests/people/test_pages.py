"""Every page of people opens, for whom it is meant, in both languages."""

import pytest

PAGES = ["/people/", "/people/new", "/people/E0001", "/people/E0001/postings", "/people/E0001/absences", "/people/E0001/roles",
         "/people/E0001/disabling", "/people/E0001/enabling", "/people/E0001/leaving", "/people/E0001/sign-outs",
         "/people/E0001/details", "/units/", "/units/new", "/units/1", "/units/3/names", "/units/3/places", "/units/3/closing",
         "/calendar/", "/calendar/?year=2027", "/calendar/days", "/profile", "/profile/password", "/profile/data"]  # fmt: skip
OUTSIDE = ["/sign-in", "/sign-in/code", "/sign-in/new-password"]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_he_of_hr_opens_every_page(visit, cast, path, lang):
    page = visit(cast.he).get(path + ("&" if "?" in path else "?") + f"lang={lang}")
    assert ('<html lang="zh-CN"' in page) == (lang == "zh")


@pytest.mark.parametrize("path", OUTSIDE)
def test_a_stranger_opens_the_door_pages(visit, cast, path):
    assert "<h1>" in visit().get(path + "?lang=en")
