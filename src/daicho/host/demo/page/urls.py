"""Addresses of the network page."""

from django.urls import include, path

from daicho.host.demo.page import views

handler400 = "daicho.screens.failures.bad_request"
handler403 = "daicho.screens.failures.forbidden"
handler404 = "daicho.screens.failures.not_found"
handler500 = "daicho.screens.failures.server_error"

urlpatterns = [
    path("", views.page, name="network"),
    path("live", views.live, name="network_live"),
    path("date", views.move_date, name="network_date"),
    path("healthz", views.health, name="network_health"),
    path("screens/", include("daicho.screens.urls")),
]
