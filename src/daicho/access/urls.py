"""Addresses of access, mounted by the host at ``/access/``."""

from django.urls import path

from daicho.access.functions import HOST
from daicho.access.views import audit, equipment, purpose, signing_in

app_name = "access"

urlpatterns = [
    path("sign-in/", signing_in.sign_in, name="sign_in"),
    path("sign-in/options/", signing_in.options, name="sign_in_options"),
    path("sign-in/verify/", signing_in.verify, name="sign_in_verify"),
    path("sign-in/code/request/", signing_in.request_code, name="request_code"),
    path("sign-in/code/", signing_in.with_code, name="with_code"),
    path("sign-out/", signing_in.sign_out, name="sign_out"),
    path("locked/", signing_in.locked, name="locked"),
    path("enrol/", equipment.enrol, name="enrol"),
    path("authenticators/", equipment.authenticators, name="authenticators"),
    path("authenticators/options/", equipment.registration_options, name="registration_options"),
    path("authenticators/verify/", equipment.registration_verify, name="registration_verify"),
    path("authenticators/<int:credential>/remove/", equipment.remove_authenticator, name="remove_authenticator"),
    path("terminal/", equipment.terminal, name="terminal"),
    path("purpose/", purpose.purpose, name="purpose"),
    path("purpose/close/", purpose.close_case, name="close_case"),
    *audit.addresses(audit.Audited(system=HOST, space=app_name)),
]
