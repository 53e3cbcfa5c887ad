"""Django settings that the screens add to a host's own (see `host.settings`)."""

MIDDLEWARE = ["daicho.screens.middleware.NotAllowedMiddleware", "daicho.screens.middleware.TextMiddleware"]
CSRF_FAILURE_VIEW = "daicho.screens.failures.csrf_failure"
