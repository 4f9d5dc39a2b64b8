#!/bin/sh
# Makes the users of Kafka, each with the password of its secret kafka_<user>_password. May be run again at any time.
set -eu
for file in /run/secrets/kafka_*_password; do
  user="${file#/run/secrets/kafka_}"
  user="${user%_password}"
  # Not as an argument, which others could see.
  printf 'SCRAM-SHA-512=password=%s\n' "$(cat "$file")" |
    /opt/kafka/bin/kafka-configs.sh --bootstrap-server 127.0.0.1:9094 --alter --entity-type users --entity-name "$user" --add-config-file /dev/stdin
done
