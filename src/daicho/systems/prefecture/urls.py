"""Addresses of this terminal."""

from daicho.access.views import audit
from daicho.identification.terminal.level import Level
from daicho.identification.terminal.views import patterns
from daicho.systems.prefecture.store import store

app_name = "prefecture"
urlpatterns = [
    *patterns(Level("prefecture", store, asks_above=True)),
    *audit.addresses(audit.Audited(system="prefecture")),
]
