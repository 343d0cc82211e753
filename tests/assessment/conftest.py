"""One small check, built once; each test has a copy of its own."""

import shutil

import pytest
from safer_communities.assessment.course import Course
from safer_communities.content import Memory, Places

from tests.assessment.making import TINY, made


@pytest.fixture(scope="session")
def built_once(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tiny")
    made(folder)
    return folder


@pytest.fixture(scope="session")
def specs(built_once):
    return made(built_once, build=False).specs(TINY)


@pytest.fixture
def course(built_once, tmp_path):
    shutil.copytree(built_once, tmp_path, dirs_exist_ok=True)
    return Course.of(tmp_path / "data", Places.of(tmp_path / "pack"), Memory())
