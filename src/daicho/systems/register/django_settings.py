"""Django settings that the register adds to a host's own (see `host.settings`)."""

FILE_UPLOAD_HANDLERS = ["daicho.systems.register.uploads.BoundedUpload"]
