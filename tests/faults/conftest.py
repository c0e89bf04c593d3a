"""The tiny course of the quiz tests is the ground here, too."""

from tests.quiz.conftest import live  # noqa: F401 -- a fixture
