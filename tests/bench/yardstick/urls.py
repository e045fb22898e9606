"""The addresses of the house, which its templates name, and one of the yardstick before them."""

from django.urls import path

from config.urls import handler404, handler500
from config.urls import urlpatterns as addresses
from tests.bench.yardstick.views import case, day, listing

__all__ = ["handler404", "handler500", "urlpatterns"]

urlpatterns = [
    path("yardstick/case/<uuid:pk>/<path:real>", case),
    path("yardstick/list/<uuid:pk>/<path:real>", listing),
    path("yardstick/day/<uuid:pk>/<path:real>", day),
    *addresses,
]
