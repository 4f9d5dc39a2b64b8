export const faults = ['roll', 'kill', 'freeze', 'restart', 'silence', 'cut', 'slow'] as const;
export type Fault = (typeof faults)[number];

export const brokers = ['broker-1', 'broker-2', 'broker-3'] as const;
export const instances = ['issuer-a', 'issuer-b', 'verifier-a', 'verifier-b', 'auditor-a', 'auditor-b', 'notifier-a', 'notifier-b'] as const;
export type BrokerName = (typeof brokers)[number];
export type InstanceName = (typeof instances)[number];
export type PartName = BrokerName | InstanceName | 'postgres';

/** What happens to which parts, and for how long; of `roll` and `restart`, how long after each part. */
export interface Scenario {
  readonly parts: readonly PartName[];
  readonly fault: Fault;
  readonly seconds: number;
}

const each = (parts: readonly PartName[], fault: Fault, seconds: number): Scenario[] => parts.map((part) => ({ parts: [part], fault, seconds }));

/** A rolling restart takes one service after the other. */
const rolled = ['issuer', 'verifier', 'auditor', 'notifier'] as const;

/** In their order. A frozen broker is missed by the others after nine seconds, a frozen consumer after the session timeout of six. */
export const scenarios: readonly Scenario[] = [
  ...rolled.map((app): Scenario => ({ parts: instances.filter((name) => name.startsWith(app)), fault: 'roll', seconds: 2 })),
  ...each(instances, 'kill', 4),
  ...each(brokers, 'kill', 8),
  ...each(['postgres'], 'kill', 4),
  ...each(instances, 'freeze', 10),
  ...each(brokers, 'freeze', 14),
  ...each(['postgres'], 'freeze', 10),
  { parts: brokers, fault: 'restart', seconds: 5 },
  { parts: ['broker-2', 'broker-3'], fault: 'kill', seconds: 20 },
  ...each(['postgres'], 'silence', 12),
  ...each(['postgres'], 'cut', 6),
  ...each(['postgres'], 'slow', 8),
  ...each(['broker-1'], 'silence', 12),
  ...each(['broker-2'], 'cut', 8),
  { parts: brokers, fault: 'silence', seconds: 12 },
  { parts: brokers, fault: 'slow', seconds: 8 },
];

export function nameOf({ parts, fault }: Scenario): string {
  return `${parts.join('+')} ${fault}`;
}

/** Those whose name contains the text. */
export function chosen(only?: string): readonly Scenario[] {
  return scenarios.filter((scenario) => only === undefined || nameOf(scenario).includes(only));
}
