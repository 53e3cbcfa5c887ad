"""An authenticator in software: makes key pairs, signs challenges, verifies its holder by being told to."""

from __future__ import annotations

import hashlib
import json
import secrets
from base64 import urlsafe_b64encode

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

from daicho.access import administration

PRESENT, VERIFIED = 0x01, 0x04
ATTESTED = 0x40


def text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


class Authenticator:
    """One device; `origin` is the page it believes to be on, `verified` whether it has checked its holder."""

    def __init__(self, origin="http://localhost", *, verified=True):
        self.origin, self.verified = origin, verified
        self.keys, self.counter = {}, 0

    def _flags(self):
        return PRESENT | (VERIFIED if self.verified else 0)

    def _client_data(self, kind, challenge):
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def create(self, options):
        asked = options["publicKey"]
        key, identity = ec.generate_private_key(ec.SECP256R1()), secrets.token_bytes(32)
        self.keys[text(identity)] = key
        data = AttestedCredentialData.create(b"\0" * 16, identity, ES256.from_cryptography_key(key.public_key()))
        party = hashlib.sha256(asked["rp"]["id"].encode()).digest()
        authenticator_data = AuthenticatorData.create(party, self._flags() | ATTESTED, self.counter, bytes(data))
        attestation = AttestationObject.create("none", authenticator_data, {})
        return {
            "id": text(identity),
            "rawId": text(identity),
            "type": "public-key",
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": text(self._client_data("webauthn.create", asked["challenge"])),
                "attestationObject": text(bytes(attestation)),
            },
        }

    def sign(self, options, *, advance=1):
        asked = options["publicKey"]
        identity = next((each["id"] for each in asked["allowCredentials"] if each["id"] in self.keys), None)
        if identity is None:
            identity = next(iter(self.keys))
        self.counter += advance
        party = hashlib.sha256(asked["rpId"].encode()).digest()
        data = bytes(AuthenticatorData.create(party, self._flags(), self.counter))
        client = self._client_data("webauthn.get", asked["challenge"])
        signature = self.keys[identity].sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return {
            "id": identity,
            "rawId": identity,
            "type": "public-key",
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": text(client),
                "authenticatorData": text(data),
                "signature": text(signature),
                "userHandle": None,
            },
        }


def post_json(browser, path, content):
    return browser.post(path, json.dumps(content), content_type="application/json")


def enrol(browser, account, authenticator, label="鍵", code=""):
    """Enrol by code, as a newcomer does."""
    code = code or administration.enrolment_code(account)
    browser.post("/access/enrol/", {"login": account.login, "code": code})
    options = post_json(browser, "/access/authenticators/options/", {}).json()
    return post_json(
        browser, "/access/authenticators/verify/", {"credential": authenticator.create(options), "label": label}
    )


def sign_in(browser, login, authenticator, *, next_url="", **how):
    options = post_json(browser, "/access/sign-in/options/", {"login": login}).json()
    return post_json(
        browser, f"/access/sign-in/verify/?next={next_url}", {"credential": authenticator.sign(options, **how)}
    )
