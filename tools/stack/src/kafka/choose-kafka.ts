import { oldestJava } from './java.js';
import type { Java } from './java.js';

export interface Surroundings {
  readonly java: Java | undefined;
  readonly maven: boolean;
  /** Whether the jars were fetched before. */
  readonly jars: boolean;
  /** Asked last, since an engine may take its time to answer. */
  readonly docker: () => boolean;
}

export type KafkaWay = { readonly way: 'java'; readonly java: Java } | { readonly way: 'image' } | { readonly way: 'none'; readonly help: string };

/** How a Kafka can be had on this machine, and where it cannot, what to install. */
export function chooseKafka({ java, maven, jars, docker }: Surroundings): KafkaWay {
  if (java && java.major >= oldestJava && (maven || jars)) return { way: 'java', java };
  if (docker()) return { way: 'image' };
  return { way: 'none', help: help(java, maven) };
}

function help(java: Java | undefined, maven: boolean): string {
  const found = java ? `Java ${java.major}` : 'no Java';
  return [
    `No Kafka to be had: found ${found}, ${maven ? 'Maven' : 'no Maven'}, and no Docker engine that answers. Any one of these will do:`,
    '  1. set KAFKA_BROKERS to the host:port of a Kafka that you have',
    `  2. install Java ${oldestJava} or later and Maven (JAVA_HOME or the PATH): apt install openjdk-17-jre-headless maven, or brew install openjdk maven`,
    '  3. install and start a Docker engine, which runs the image apache/kafka',
  ].join('\n');
}
