"""Django settings that access adds to a host's own (see `host.settings`)."""

MIDDLEWARE = ["daicho.access.middleware.AccessMiddleware"]
