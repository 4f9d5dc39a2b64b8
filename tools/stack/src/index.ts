export { Kafka, startKafka, type KafkaOptions } from './kafka/start-kafka.js';
export { type Command, runCommand, type Work } from './command.js';
export { Children } from './processes/children.js';
export { apps, type App } from './services/apps.js';
export { applyTopics, bootstrap, migrate, prepare, type Bootstrapped, type Target } from './services/prepare.js';
export { Service, startService, type ServiceOptions } from './services/start-service.js';
export { StackError } from './stack-error.js';
export { infrastructureEnv } from './stack.env.js';
export { type Infrastructure, throwAwayInfrastructure } from './throw-away.js';
