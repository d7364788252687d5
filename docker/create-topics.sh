#!/usr/bin/env bash
# Creates what is missing of the topics in a file of lines "name partitions". Arguments: bootstrap server, file.
set -euo pipefail
server=$1
file=$2
while read -r name partitions; do
  case $name in '' | '#'*) continue ;; esac
  /opt/kafka/bin/kafka-topics.sh --bootstrap-server "$server" --create --if-not-exists \
    --topic "$name" --partitions "$partitions" --replication-factor 1
done <"$file"
