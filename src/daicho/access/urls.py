"""Addresses of access, mounted by the host at ``/access/``."""

from django.urls import path

from daicho.access.functions import HOST
from daicho.access.views import accounts, audit, equipment, places, purpose, rights, signing_in

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
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/new/", accounts.new, name="account_new"),
    path("accounts/<int:account>/", accounts.account, name="account"),
    path("accounts/<int:account>/training/", accounts.training, name="account_training"),
    path("accounts/<int:account>/code/", accounts.code, name="account_code"),
    path("accounts/<int:account>/rights/", accounts.apply, name="account_right"),
    path("accounts/<int:account>/<slug:what>/", accounts.do, name="account_do"),
    path("rights/", rights.rights, name="rights"),
    path("rights/<int:right>/withdraw/", rights.withdraw, name="right_withdraw"),
    path("rights/<int:right>/<slug:what>/", rights.decide, name="right_decide"),
    path("rights/review/", rights.review, name="rights_review"),
    path("rights/review/done/", rights.reviewed, name="rights_reviewed"),
    path("terminals/", places.terminals, name="terminals"),
    path("terminals/<uuid:terminal>/stop/", places.stop, name="terminal_stop"),
    path("offices/", places.offices, name="offices"),
    *audit.addresses(audit.Audited(system=HOST, space=app_name)),
]
