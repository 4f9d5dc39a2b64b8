import { InputPipe } from '@latchkey/runtime';
import type { ParameterDecoratorOptions, PipeTransform } from '@nestjs/common';
import { z } from 'zod';
import { type ActivityReport, activityReport, activityReports } from './report-activity.request.js';

/** `place` is the JSON pointer to the report in the body. */
export interface PlacedReport {
  readonly place: string;
  readonly report: ActivityReport;
}

/** Reads one report, or a list of them; which it is, is settled first, so that what is wrong is named by its place. */
export class ReportsPipe implements PipeTransform<unknown, PlacedReport[]> {
  private readonly single = new InputPipe(activityReport);
  private readonly list = new InputPipe(activityReports);

  transform(input: unknown): PlacedReport[] {
    if (!isList(input)) return [{ place: '', report: this.single.transform(input) }];
    return this.list.transform(input).events.map((report, index) => ({ place: `/events/${index}`, report }));
  }
}

function isList(input: unknown): boolean {
  return typeof input === 'object' && input !== null && 'events' in input;
}

/** `@Body(reportsBody)` */
export const reportsBody: ParameterDecoratorOptions = { schema: z.union([activityReport, activityReports]), pipes: [new ReportsPipe()] };
