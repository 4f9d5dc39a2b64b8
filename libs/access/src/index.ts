export type { Grant, Permission, TokenStatus } from './grant.js';
