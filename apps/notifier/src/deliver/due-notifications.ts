import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { NotifierEnv } from '../notifier.env.js';
import { allotPlaces, limitsOf } from './allot-places.js';
import type { Lane } from './allot-places.js';
import { claimDue } from './claim-due.js';
import type { ClaimedNotification } from './claim-due.js';
import { lanesAtOnce, waitingLanes } from './waiting-lanes.js';

export interface DeliverySettings {
  /** Attempts under way at the same time in this process. */
  readonly places: number;
  /** After how long an attempt of which nothing was heard is made again; longer than any attempt takes. */
  readonly leaseMs: number;
}

/** Beyond what an attempt takes, for all that is done before and after it. */
const leaseMarginMs = 60_000;

export function deliverySettings(env: Pick<NotifierEnv, 'NOTIFIER_CONCURRENT_DELIVERIES' | 'NOTIFIER_SEND_TIMEOUT_SECONDS'>): DeliverySettings {
  return { places: env.NOTIFIER_CONCURRENT_DELIVERIES, leaseMs: env.NOTIFIER_SEND_TIMEOUT_SECONDS * 1000 + leaseMarginMs };
}

/** Provide `DeliverySettings` under this token. */
export const DELIVERY_SETTINGS = Symbol('DELIVERY_SETTINGS');

/** Claims what is due for places that are free. Knows what is under way in this process; what others have claimed it passes over. */
@Injectable()
export class DueNotifications {
  private readonly underWay = new Map<ClaimedNotification, Lane>();
  /** Lanes are looked through in turn, so that none is overlooked where there are many. */
  private after = '';

  constructor(
    private readonly dataSource: DataSource,
    @Inject(DELIVERY_SETTINGS) private readonly settings: DeliverySettings,
  ) {}

  async claim(now: Date): Promise<ClaimedNotification[]> {
    const { places, leaseMs } = this.settings;
    if (this.underWay.size >= places) return [];
    const lanes = await this.nextLanes(now);
    const allotted = allotPlaces(lanes, [...this.underWay.values()], limitsOf(places));
    const claimed = await claimDue(this.dataSource, allotted, now, new Date(now.getTime() + leaseMs));
    const byName = new Map(lanes.map((lane) => [lane.lane, lane]));
    for (const each of claimed) this.underWay.set(each, byName.get(each.lane) as Lane);
    return claimed;
  }

  ended(notification: ClaimedNotification): void {
    this.underWay.delete(notification);
  }

  private async nextLanes(now: Date): Promise<Lane[]> {
    const lanes = await waitingLanes(this.dataSource, now, this.after);
    const from = this.after;
    this.after = lanes.length === lanesAtOnce ? (lanes.at(-1)?.lane ?? '') : '';
    return lanes.length === 0 && from !== '' ? this.nextLanes(now) : lanes;
  }
}
