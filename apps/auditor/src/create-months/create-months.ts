import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { monthAfter, type Month, monthOf } from '../logs/months.js';
import { addMonth, monthsIn, storedMonths } from '../logs/record-months.js';
import { holdsMonths, waitBriefly } from './months-lock.js';

/** This month, and two to come. */
const ahead = [0, 1, 2];

/** Makes the tables of the months to come before there are records for them, and of those that came without one. */
@Injectable()
export class CreateMonths {
  constructor(private readonly dataSource: DataSource) {}

  /** Answers the months that it made: none where another instance is at it. */
  async execute(now: Date): Promise<Month[]> {
    return this.dataSource.transaction(async (manager) => {
      if (!(await holdsMonths(manager))) return [];
      const stored = new Set(await storedMonths(manager));
      const needed = new Set([...ahead.map((count) => monthAfter(monthOf(now), count)), ...(await monthsIn(manager))]);
      const missing = [...needed].filter((month) => !stored.has(month)).sort();
      await waitBriefly(manager);
      for (const month of missing) await addMonth(manager, month);
      return missing;
    });
  }
}
