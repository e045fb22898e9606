"""The settings of the house, without any middleware."""

from config.settings import *  # noqa: F403

MIDDLEWARE = []
ROOT_URLCONF = "tests.bench.yardstick.urls"
