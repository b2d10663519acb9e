"""VERIFY.md: how a snapshot is checked without hipaacheck."""

GUIDE = r"""# How to verify this snapshot without hipaacheck

You need this snapshot, the public key of whoever signed it (`KEY.pub`, from a place that you trust, never from the person who
hands you the snapshot in the same message), OpenSSL 3 and the usual tools of a Unix system. With hipaacheck itself it is one
command: `hipaacheck verify SNAPSHOT --key KEY.pub`.

If the snapshot is a ZIP file, unpack it first: `unzip SNAPSHOT.zip -d snapshot`. Put `KEY.pub` beside that folder, not into it.
Then, in the folder that holds this file:

```sh
set -eu
KEY=${KEY:-../KEY.pub}
WORK=$(mktemp -d)

# 1. What was signed: the statement, and the signature over it.
sed -n 's/^ "payload": "\(.*\)",$/\1/p' statement.dsse.json | openssl base64 -d -A > "$WORK/statement.json"
sed -n 's/^  {"keyid": "[0-9a-f]*", "sig": "\(.*\)"}$/\1/p' statement.dsse.json | openssl base64 -d -A > "$WORK/signature"
printf 'DSSEv1 28 application/vnd.in-toto+json %d ' "$(wc -c < "$WORK/statement.json")" > "$WORK/signed"
cat "$WORK/statement.json" >> "$WORK/signed"

# 2. The key signed it.
openssl pkeyutl -verify -pubin -inkey "$KEY" -rawin -in "$WORK/signed" -sigfile "$WORK/signature"

# 3. Every file is the one that was signed.
sed -n 's/^{"digest":{"sha256":"\([0-9a-f]*\)"},"name":"\(.*\)"},\{0,1\}$/\1  \2/p' "$WORK/statement.json" > "$WORK/sums"
sha256sum --check --strict --quiet "$WORK/sums"

# 4. No other file is here.
{ cut -c 67- "$WORK/sums"; echo statement.dsse.json; } | LC_ALL=C sort > "$WORK/expected"
find . ! -type d | cut -c 3- | LC_ALL=C sort > "$WORK/present"
diff "$WORK/expected" "$WORK/present"

echo "verified: $(wc -l < "$WORK/sums") files"
```

The digest of the snapshot, which the next one in its chain names as `previous` in `chain.json`, is
`sha256sum statement.dsse.json`.

If there is a file `timestamps/1.tsr`, an authority has confirmed when the content existed. `TSA.pem` are the certificates of
that authority:

```sh
set -eu
TSA=${TSA:-../TSA.pem}
WORK=$(mktemp -d)
sed -n 's/^ "payload": "\(.*\)",$/\1/p' statement.dsse.json | openssl base64 -d -A |
  sed -n 's/^{"digest":{"sha256":"\([0-9a-f]*\)"},"name":"\(.*\)"},\{0,1\}$/\1  \2/p' |
  grep -v '  timestamps/' > "$WORK/manifest"
openssl ts -verify -data "$WORK/manifest" -in timestamps/1.tsr -CAfile "$TSA"
openssl ts -reply -in timestamps/1.tsr -text | grep 'Time stamp:'
```

## What the files are

| file | what |
|---|---|
| `meta.json` | who collected, when, with which version; how long to keep it |
| `completeness.json` | what was selected, and what of it could not be read |
| `api-calls.jsonl` | every request, one a line, with the digest of its answer |
| `objects/sha256/` | the answers, secrets redacted, as canonical JSON (RFC 8785), named by their digest |
| `inventory.jsonl` | the assets that were made of the answers, with the digests of those |
| `controls/`, `profile.yaml`, `register/` | what was judged by: controls, settings, and what the organisation wrote down |
| `findings.json` | the verdicts, and the status of each of the 71 lines of the Security Rule |
| `chain.json` | the snapshot before this one |
| `statement.dsse.json` | the digests of all these files, signed (in-toto statement, DSSE envelope, Ed25519) |

This is technical evidence, not a determination of compliance.
"""
