import type { Ports, Settings } from '../kafka/kafka-settings.js';
import { serverName } from './certificates.js';
import { passwordOf, type Security, superUser } from './security.js';

const mechanism = 'SCRAM-SHA-512';

/**
 * TLS everywhere; clients and the broker itself log in, and the controller lets in whoever has the broker's certificate. What is not allowed is forbidden.
 * The listener is not called by its protocol: the image apache/kafka then wants a key store in files of its own.
 */
export function secureKafkaSettings({ broker, controller }: Ports, security: Security): Settings {
  const login = `username="${superUser}" password="${passwordOf(superUser, security)}"`;
  return {
    listeners: `CLIENTS://127.0.0.1:${broker},CONTROLLER://127.0.0.1:${controller}`,
    'advertised.listeners': `CLIENTS://127.0.0.1:${broker}`,
    'listener.security.protocol.map': 'CLIENTS:SASL_SSL,CONTROLLER:SSL',
    'inter.broker.listener.name': 'CLIENTS',
    'listener.name.controller.ssl.client.auth': 'required',
    'sasl.enabled.mechanisms': mechanism,
    'sasl.mechanism.inter.broker.protocol': mechanism,
    'listener.name.clients.scram-sha-512.sasl.jaas.config': `org.apache.kafka.common.security.scram.ScramLoginModule required ${login};`,
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.key': oneLine(security.key),
    'ssl.keystore.certificate.chain': oneLine(security.cert),
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.certificates': oneLine(security.ca),
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'super.users': `User:${superUser};User:CN=${serverName}`,
  };
}

/** Arguments of `kafka-storage format` that make the users. */
export function scramArguments({ passwords }: Security): string[] {
  return Object.entries(passwords).flatMap(([user, password]) => ['--add-scram', `${mechanism}=[name=${user},password=${password}]`]);
}

/** As a value of a properties file; Kafka takes any white space between the parts of PEM. */
function oneLine(pem: string): string {
  return pem.trim().replaceAll(/\r?\n/g, ' ');
}
