"""Addresses of this terminal."""

from daicho.access.views import audit
from daicho.identification.terminal.level import Level
from daicho.identification.terminal.views import patterns
from daicho.systems.municipal_cs.store import store

app_name = "municipal_cs"
urlpatterns = [
    *patterns(Level("municipal_cs", store, asks_above=True)),
    *audit.addresses(audit.Audited(system="municipal_cs")),
]
