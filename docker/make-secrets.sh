#!/usr/bin/env bash
# Makes the secrets that compose.yaml names, once; what is there already stays.
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
chmod 644 mariadb_root
echo "Secrets are in $(pwd); keep them out of the repository and of every backup that others read."
