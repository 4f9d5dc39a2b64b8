import type { AddressSource } from './client-address.js';
import type { GatewayKeys } from './gateway-keys.js';
import type { TargetSource } from './requested-target.js';

export interface GatewayOptions extends TargetSource {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly keys: GatewayKeys;
  readonly address: AddressSource;
  /** Whose tokens are taken; absent: those of all. */
  readonly customers: ReadonlySet<string> | undefined;
  /** How often one token may be used in a minute; 0: any number. */
  readonly perTokenPerMinute: number;
  /** How long before its end an answer says when a token expires. */
  readonly expiryNoticeDays: number;
}

export const GATEWAY_OPTIONS = Symbol('GATEWAY_OPTIONS');
