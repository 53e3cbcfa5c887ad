"""Addresses of a process: the design system's, sign-in's, and the system's own at the root.

The system that this process serves is `settings.DAICHO.system`; a room without `urls.py` adds nothing.
"""

from django.urls import URLPattern, URLResolver, include, path

from daicho.host.installation import current
from daicho.host.settings import exists, system_app

handler400 = "daicho.screens.failures.bad_request"
handler403 = "daicho.screens.failures.forbidden"
handler404 = "daicho.screens.failures.not_found"
handler500 = "daicho.screens.failures.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path(prefix, include(module))
    for prefix, module in (
        ("screens/", "daicho.screens.urls"),
        ("access/", "daicho.access.urls"),
        ("", f"{system_app(current().system)}.urls"),
    )
    if exists(module)
]
