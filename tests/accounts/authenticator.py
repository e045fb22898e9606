"""A security key made of software: it does what the W3C's standard says, or what an attacker would."""

import base64
import json
import struct
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

USER_PRESENT, USER_VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def b64(data: bytes) -> str:
    """Base64url without filling."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    """Bytes of base64url without filling."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Authenticator:
    """One discoverable credential on a key of its own."""

    origin: str = "http://testserver"
    host: str = "testserver"
    verified: bool = True
    counts: bool = True
    count: int = 0
    handle: bytes = b""
    credential_id: bytes = b"credential-of-the-test"
    private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def _data(self, flags: int) -> bytes:
        flags |= USER_PRESENT | (USER_VERIFIED if self.verified else 0)
        return sha256(self.host.encode()).digest() + struct.pack(">BI", flags, self.count)

    def _client(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _answer(self, response: dict[str, bytes]) -> str:
        packed: dict[str, Any] = {name: b64(value) for name, value in response.items()}
        named = b64(self.credential_id)
        return json.dumps({"id": named, "rawId": named, "type": "public-key", "response": packed})

    def make(self, options: dict[str, Any]) -> str:
        """What navigator.credentials.create gives."""
        self.handle = unb64(options["user"]["id"])
        point = self.private.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)}
        length = struct.pack(">H", len(self.credential_id))
        credential = bytes(16) + length + self.credential_id + cbor2.dumps(cose)
        attested = {"fmt": "none", "attStmt": {}, "authData": self._data(ATTESTED) + credential}
        client = self._client("webauthn.create", options["challenge"])
        return self._answer({"clientDataJSON": client, "attestationObject": cbor2.dumps(attested)})

    def show(self, options: dict[str, Any]) -> str:
        """What navigator.credentials.get gives."""
        self.count += 1 if self.counts else 0
        data, client = self._data(0), self._client("webauthn.get", options["challenge"])
        signed = self.private.sign(data + sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            {
                "clientDataJSON": client,
                "authenticatorData": data,
                "signature": signed,
                "userHandle": self.handle,
            }
        )
