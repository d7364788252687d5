#!/usr/bin/env bash
# Run once by the MariaDB image: a database and a user of its own for each province, passwords from the secrets.
set -euo pipefail
for province in 440000 510000; do
  name="mutual_aid_$province"
  password=$(cat "/run/secrets/mariadb_$province")
  mariadb --user=root --password="$(cat /run/secrets/mariadb_root)" <<SQL
CREATE DATABASE IF NOT EXISTS $name CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE USER IF NOT EXISTS '$name'@'%' IDENTIFIED BY '$password';
GRANT ALL ON $name.* TO '$name'@'%';
SQL
done
