"""Addresses of this terminal."""

from daicho.access.views import audit
from daicho.identification.terminal.level import Level
from daicho.identification.terminal.views import patterns
from daicho.systems.national.store import store

app_name = "national"
urlpatterns = [
    *patterns(Level("national", store, asks_above=False)),
    *audit.addresses(audit.Audited(system="national")),
]
