/** What shares places: most often a subscription. */
export interface Lane {
  readonly lane: string;
  readonly customerId: string;
  /** Host and port, or the mail server. */
  readonly endpoint: string;
  /** Its last attempts were not answered: one at a time shows whether it is well again. */
  readonly unwell: boolean;
}

export interface PlaceLimits {
  readonly total: number;
  readonly perLane: number;
  readonly perCustomer: number;
  readonly perEndpoint: number;
}

/**
 * However many attempts hang, those of one lane hold a fiftieth of the places, which is a twentieth of what its customer may have; and those of one customer or
 * one host two fifths: whoever never answers, under one address or many, leaves the rest to the others.
 */
export function limitsOf(total: number): PlaceLimits {
  const part = (divisor: number): number => Math.max(1, Math.floor(total / divisor));
  return { total, perLane: part(50), perCustomer: part(2.5), perEndpoint: part(2.5) };
}

/**
 * How many attempts each lane may begin beside those under way. Goes round, one for each lane at a time, beginning with lanes of customers that have the fewest
 * under way, so that a lane with much to send waits for its next turn rather than makes others wait.
 */
export function allotPlaces(waiting: readonly Lane[], underWay: readonly Lane[], limits: PlaceLimits): Map<string, number> {
  const held = new Tally(underWay);
  const allotted = new Map<string, number>();
  const firstInTurn = [...waiting].sort((a, b) => held.customers(a) - held.customers(b));
  for (let open = firstInTurn; open.length > 0; ) {
    open = open.filter((lane) => {
      if (!held.hasPlaceFor(lane, limits)) return false;
      held.add(lane);
      allotted.set(lane.lane, (allotted.get(lane.lane) ?? 0) + 1);
      return true;
    });
  }
  return allotted;
}

class Tally {
  private total = 0;
  private readonly counts = new Map<string, number>();

  constructor(underWay: readonly Lane[]) {
    for (const lane of underWay) this.add(lane);
  }

  add(lane: Lane): void {
    this.total++;
    for (const key of keysOf(lane)) this.counts.set(key, this.count(key) + 1);
  }

  customers({ customerId }: Lane): number {
    return this.count(`customer/${customerId}`);
  }

  hasPlaceFor(lane: Lane, { total, perLane, perCustomer, perEndpoint }: PlaceLimits): boolean {
    const [ofLane, ofCustomer, ofEndpoint] = keysOf(lane).map((key) => this.count(key)) as [number, number, number];
    return this.total < total && ofLane < (lane.unwell ? 1 : perLane) && ofCustomer < perCustomer && ofEndpoint < perEndpoint;
  }

  private count(key: string): number {
    return this.counts.get(key) ?? 0;
  }
}

function keysOf({ lane, customerId, endpoint }: Lane): [string, string, string] {
  return [`lane/${lane}`, `customer/${customerId}`, `endpoint/${endpoint}`];
}
