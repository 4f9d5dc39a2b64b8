import { chooseKafka, type KafkaWay } from './choose-kafka.js';
import { haveJars } from './fetch-jars.js';
import { findJava, runs } from './java.js';

/** How a Kafka can be had here. */
export function kafkaWay(env: NodeJS.ProcessEnv = process.env): KafkaWay {
  return chooseKafka({
    java: findJava(env),
    maven: runs('mvn', ['--version'], env),
    jars: haveJars(),
    docker: () => runs('docker', ['info'], env),
  });
}
