#!/usr/bin/env bash
# Makes the secrets and keys that compose.yaml names, once; what is there already stays. Needs openssl (SM2).
set -euo pipefail
cd "$(dirname "$0")/secrets"
umask 077
random() { head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n'; }
[ -e mariadb_root ] || random >mariadb_root
for province in 440000 510000; do
  [ -e "mariadb_$province" ] || random >"mariadb_$province"
  [ -e "gateway_$province.yaml" ] || cat >"gateway_$province.yaml" <<YAML
database.password: "$(cat "mariadb_$province")"
token.key: "$(random)"
YAML
  # Containers read a secret as the user of their image, not as whoever made it.
  chmod 644 "mariadb_$province" "gateway_$province.yaml"
done
# A key file as config/README.md has it: owner, key id, `private` or `public`; the key itself from standard input.
key_file() {
  printf 'owner: "%s"\nkey_id: "%s"\nfrom: "2026-01-01T00:00:00.000+08:00"\n%s: |\n' "$1" "$2" "$3"
  sed 's/^/  /'
}
for owner in 100000 440000 510000; do
  if [ ! -e "sm2_$owner.yaml" ]; then
    pem=$(openssl genpkey -algorithm SM2)
    key_file "$owner" "$owner-1" private <<<"$pem" >"sm2_$owner.yaml"
    openssl pkey -pubout <<<"$pem" | key_file "$owner" "$owner-1" public >"sm2_${owner}_public.yaml"
  fi
  # Containers read a secret as the user of their image, not as whoever made it.
  chmod 644 "sm2_$owner.yaml" "sm2_${owner}_public.yaml"
done
for owner in 440000 510000; do
  [ -e "sm4_$owner.yaml" ] || cat >"sm4_$owner.yaml" <<YAML
owner: "$owner"
enc_key_id: "$owner-1"
from: "2026-01-01T00:00:00.000+08:00"
key: "$(head -c 16 /dev/urandom | od -An -tx1 | tr -d ' \n')"
YAML
  chmod 644 "sm4_$owner.yaml"
done
chmod 644 mariadb_root
echo "Secrets are in $(pwd); keep them out of the repository and of every backup that others read."
