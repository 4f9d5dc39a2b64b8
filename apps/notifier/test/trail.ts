import { Outbox } from '@latchkey/outbox';
import type { Caller } from '@latchkey/runtime';
import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { By } from '../src/trail/by.js';
import { Trail } from '../src/trail/trail.js';

export const trailIn = (dataSource: DataSource): Trail => new Trail(new Outbox(dataSource, 'notifier', new Logger()));

export const doneBy = (caller: Caller, now: Date): By => ({ caller, origin: { ip: '192.0.2.1', userAgent: 'curl/8.5.0', requestId: 'request-1' }, now });
