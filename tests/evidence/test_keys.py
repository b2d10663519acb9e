"""Keys: readable by their owner only, never replaced, of one kind, and the same to openssl."""

from __future__ import annotations

import stat
import subprocess
from hashlib import sha256
from pathlib import Path

import pytest

from hipaacheck.errors import UsageError
from hipaacheck.evidence.keys import key_id, private_key, public_key
from tests.support.cli import hipaacheck

PASSWORD = ("-aes256", "-passout", "pass:secret")


def openssl(*arguments: str | Path, stdin: bytes = b"") -> bytes:
    """Run openssl; gives what it prints."""
    return subprocess.run(["openssl", *map(str, arguments)], input=stdin, capture_output=True, check=True).stdout


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A private key that `keys new` made; its public key stands beside it."""
    name = tmp_path_factory.mktemp("keys") / "auditor"
    ran = hipaacheck("keys", "new", "-o", str(name))
    assert (ran.code, ran.err) == (0, "")
    assert key_id(public_key(name.with_name("auditor.pub"))) in ran.out
    return name


def test_the_private_key_is_its_owners_alone(pair: Path) -> None:
    assert stat.S_IMODE(pair.stat().st_mode) == 0o600


@pytest.mark.parametrize("there", ["k", "k.pub"])
@pytest.mark.parametrize("link", [False, True])
def test_a_key_is_never_replaced(tmp_path: Path, there: str, link: bool) -> None:
    if link:
        (tmp_path / there).symlink_to(tmp_path / "nowhere")
    else:
        (tmp_path / there).write_text("precious")
    ran = hipaacheck("keys", "new", "-o", str(tmp_path / "k"))
    assert (ran.code, ran.out) == (2, "")
    assert f"{tmp_path / there} exists, and a key is never replaced" in ran.err
    assert [item.name for item in tmp_path.iterdir()] == [there]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    ran = hipaacheck("keys", "new", "-o", str(tmp_path / "nowhere" / "k"))
    assert ran.code == 2
    assert f"{tmp_path / 'nowhere' / 'k'}: cannot be written" in ran.err


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o601])
def test_a_private_key_that_others_can_read_is_refused(pair: Path, tmp_path: Path, mode: int) -> None:
    copy = tmp_path / "k"
    copy.write_bytes(pair.read_bytes())
    copy.chmod(mode)
    with pytest.raises(UsageError, match=r"others can read this private key\. Run: chmod 600"):
        private_key(copy)
    copy.chmod(0o400)
    assert key_id(private_key(copy).public_key()) == key_id(public_key(pair.with_name("auditor.pub")))


OTHERS: dict[str, tuple[str, ...]] = {
    "RSA": ("genpkey", "-quiet", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"),
    "EC": ("genpkey", "-quiet", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"),
    "EC on a curve that nobody knows": ("ecparam", "-name", "secp112r1", "-genkey", "-noout"),
    "EC with its curve written out": ("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-param_enc", "explicit"),
    "X25519": ("genpkey", "-quiet", "-algorithm", "X25519"),
    "Ed448": ("genpkey", "-quiet", "-algorithm", "ED448"),
}


@pytest.mark.parametrize("kind", OTHERS)
def test_keys_of_another_kind_are_refused(tmp_path: Path, kind: str) -> None:
    private, public = tmp_path / "k", tmp_path / "k.pub"
    private.write_bytes(openssl(*OTHERS[kind]))
    private.chmod(0o600)
    public.write_bytes(openssl("pkey", "-in", private, "-pubout"))
    with pytest.raises(UsageError, match="no Ed25519 private key in PEM without a password"):
        private_key(private)
    with pytest.raises(UsageError, match="no Ed25519 public key in PEM"):
        public_key(public)


def test_a_key_with_a_password_is_refused(pair: Path, tmp_path: Path) -> None:
    locked = tmp_path / "k"
    locked.write_bytes(openssl("pkey", "-in", pair, *PASSWORD))
    locked.chmod(0o600)
    with pytest.raises(UsageError, match="without a password"):
        private_key(locked)


NO_KEYS = [b"", b"garbage", b"\xff" * 200, b"-----BEGIN PUBLIC KEY-----\nMCowBQ==\n-----END PUBLIC KEY-----\n"]


@pytest.mark.parametrize("data", NO_KEYS)
def test_what_is_no_key_is_refused(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "k"
    file.write_bytes(data)
    file.chmod(0o600)
    with pytest.raises(UsageError, match=f"{file}: (no Ed25519 private key|this is a public key)"):
        private_key(file)
    with pytest.raises(UsageError, match=f"{file}: no Ed25519 public key"):
        public_key(file)


def test_the_two_of_a_pair_are_not_mistaken(pair: Path, tmp_path: Path) -> None:
    public = tmp_path / "k.pub"
    public.write_bytes(pair.with_name("auditor.pub").read_bytes())
    public.chmod(0o600)
    with pytest.raises(UsageError, match="this is a public key, which cannot sign"):
        private_key(public)
    with pytest.raises(UsageError, match=r"This is a private key: keep it secret, and name its \.pub file"):
        public_key(pair)


@pytest.mark.parametrize("name", ["nowhere", "."])
def test_a_file_that_cannot_be_read(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="the key cannot be read"):
        public_key(tmp_path / name)


# -- openssl ------------------------------------------------------------------------------------------------------


def test_the_key_id_is_what_openssl_gives(pair: Path) -> None:
    der = openssl("pkey", "-pubin", "-in", pair.with_name("auditor.pub"), "-outform", "DER")
    assert key_id(public_key(pair.with_name("auditor.pub"))) == sha256(der).hexdigest()
    assert openssl("pkey", "-in", pair, "-pubout") == pair.with_name("auditor.pub").read_bytes()


def test_openssl_signs_and_verifies_with_it(pair: Path, tmp_path: Path) -> None:
    (tmp_path / "data").write_bytes(b"evidence")
    signature = openssl("pkeyutl", "-sign", "-inkey", pair, "-rawin", "-in", tmp_path / "data")
    assert signature == private_key(pair).sign(b"evidence")
    (tmp_path / "signature").write_bytes(signature)
    public = pair.with_name("auditor.pub")
    openssl(
        *("pkeyutl", "-verify", "-pubin", "-inkey", public, "-rawin"),
        "-in",
        tmp_path / "data",
        "-sigfile",
        tmp_path / "signature",
    )


def test_a_key_of_openssl_does_too(tmp_path: Path) -> None:
    made = tmp_path / "k"
    made.write_bytes(openssl("genpkey", "-algorithm", "ED25519"))
    made.chmod(0o600)
    (tmp_path / "k.pub").write_bytes(openssl("pkey", "-in", made, "-pubout"))
    assert key_id(private_key(made).public_key()) == key_id(public_key(tmp_path / "k.pub"))
