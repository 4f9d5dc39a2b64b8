import { fileURLToPath } from 'node:url';

const ownJest = (file) => fileURLToPath(new URL(`./tools/jest/${file}`, import.meta.url));

export default {
  runtime: ownJest('runtime.cjs'),
  testEnvironment: ownJest('environment.cjs'),
  testMatch: ['<rootDir>/src/**/*.spec.ts'],
  testTimeout: 60_000,
};
