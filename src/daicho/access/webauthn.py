"""WebAuthn: an account proves itself with an authenticator that has checked its holder.

User verification is required, so possession and biometric (or PIN) come together; this stands for the IC card and
biometric of CTRL-043 to 046. The state of a ceremony lies in the session and is used once.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    UserVerificationRequirement,
)

from daicho.access.installation import host, secret_key
from daicho.access.models import Account, Credential

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

    from daicho.access.models import OneTimeCode

STATE = "access_webauthn"


class CeremonyFailed(Exception):  # noqa: N818 (as a person would say it)
    """The authenticator's answer does not prove what it should; the text is for the log and names nobody."""


def begin_registration(request: HttpRequest, account: Account) -> dict[str, Any]:
    """Return the options for a new credential of `account`."""
    user = PublicKeyCredentialUserEntity(id=bytes(account.handle), name=account.login, display_name=account.name)
    options, state = _server(request).register_begin(
        user, _held(account), user_verification=UserVerificationRequirement.REQUIRED
    )
    request.session[STATE] = {"state": dict(state), "login": account.login, "use": "registration"}
    return dict(options)


def finish_registration(
    request: HttpRequest, account: Account, response: Mapping[str, Any], *, label: str, code: OneTimeCode | None
) -> Credential:
    """Keep the credential that the authenticator made, with the code it was enrolled with.

    Raises:
        CeremonyFailed: the answer is malformed, is not the answer to what was asked, or the credential is known.
    """
    state = _take_state(request, account.login, "registration")
    try:
        data = _server(request).register_complete(state, response).credential_data
    except (ValueError, KeyError, TypeError) as error:
        raise CeremonyFailed(type(error).__name__) from error
    if data is None or Credential.objects.filter(credential_id=data.credential_id).exists():
        raise CeremonyFailed("credential")
    return Credential.objects.create(
        account=account, credential_id=data.credential_id, data=bytes(data), label=label[:60], code=code
    )


def begin_sign_in(request: HttpRequest, login: str) -> dict[str, Any]:
    """Return the options for signing in as `login`; an unknown account gets options that lead nowhere."""
    account = Account.objects.filter(login=login, active=True).first()
    credentials = _held(account) if account else []
    options, state = _server(request).authenticate_begin(
        credentials or [_decoy(login)], user_verification=UserVerificationRequirement.REQUIRED
    )
    request.session[STATE] = {"state": dict(state), "login": login, "use": "sign-in"}
    return dict(options)


def finish_sign_in(request: HttpRequest, response: Mapping[str, Any]) -> tuple[Account, Credential]:
    """Return the account that the authenticator proves, and the credential it did so with.

    Raises:
        CeremonyFailed: unknown account or credential, wrong signature, or a counter that did not advance (a clone).
    """
    held = request.session.get(STATE) or {}
    login = str(held.get("login", ""))
    state = _take_state(request, login, "sign-in")
    account = Account.objects.select_related("office").filter(login=login, active=True).first()
    if account is None:
        raise CeremonyFailed("account")
    try:
        answer = AuthenticationResponse.from_dict(response)
        proved = _server(request).authenticate_complete(state, _held(account), answer)
    except (ValueError, KeyError, TypeError) as error:
        raise CeremonyFailed(type(error).__name__) from error
    return account, _advance(account, proved.credential_id, answer.response.authenticator_data.counter)


def login_in_ceremony(request: HttpRequest) -> str:
    """Return the login that the current ceremony is about, for the record of its failure."""
    return str((request.session.get(STATE) or {}).get("login", ""))


def _advance(account: Account, credential_id: bytes, counter: int) -> Credential:
    credential = account.credentials.get(credential_id=credential_id)
    if counter <= credential.sign_count and (counter or credential.sign_count):
        raise CeremonyFailed("counter")
    credential.sign_count, credential.last_used_at = counter, timezone.now()
    credential.save(update_fields=["sign_count", "last_used_at"])
    return credential


def _take_state(request: HttpRequest, login: str, use: str) -> dict[str, Any]:
    held = request.session.pop(STATE, None)
    if not held or held["login"] != login or held["use"] != use:
        raise CeremonyFailed("state")
    state: dict[str, Any] = held["state"]
    return state


def _server(request: HttpRequest) -> Fido2Server:
    address = request.get_host()
    origin = f"{request.scheme}://{address}"
    party = PublicKeyCredentialRpEntity(name=host().organisation_name, id=address.rpartition(":")[0] or address)
    return Fido2Server(party, verify_origin=lambda given: given == origin)


def _held(account: Account) -> list[AttestedCredentialData]:
    return [AttestedCredentialData(bytes(credential.data)) for credential in account.credentials.all()]


def _decoy(login: str) -> PublicKeyCredentialDescriptor:
    """Return a credential that nobody has, the same each time, so that no one learns which accounts exist."""
    identity = hmac.digest(secret_key(), f"decoy {login}".encode(), "sha256")
    return PublicKeyCredentialDescriptor(type=PublicKeyCredentialType.PUBLIC_KEY, id=identity)
