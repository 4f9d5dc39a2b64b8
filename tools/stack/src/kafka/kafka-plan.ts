import type { Children } from '../processes/children.js';
import type { Security } from '../security/security.js';
import type { Ports, Settings } from './kafka-settings.js';

/** What either way of running it needs to know. */
export interface KafkaPlan {
  readonly dataDir: string;
  readonly ports: Ports;
  readonly settings: Settings;
  readonly children: Children;
  readonly volume: string;
  /** Of all brokers that are to find each other; absent: one of its own. */
  readonly clusterId?: string;
  readonly heapMb?: number;
  /** Absent: everybody may do everything. */
  readonly security?: Security;
}
