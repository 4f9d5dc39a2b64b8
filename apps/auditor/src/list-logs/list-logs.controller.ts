import { AnonymousWhere, Answers } from '@latchkey/runtime';
import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { openToAnyone } from '../checkpoints/log-params.js';
import { ListLogs } from './list-logs.js';

const logList = z.strictObject({
  data: z.array(
    z.strictObject({
      name: z.string(),
      origin: z.string().nullable().describe('the first line of its checkpoints; null where nothing is signed here'),
      size: z.int().min(0).describe('how many entries it has'),
      signed_size: z.int().min(0).describe('how many of them its last checkpoint covers'),
    }),
  ),
});

const example: z.infer<typeof logList> = {
  data: [{ name: 'token-events/0', origin: 'auditor.example.com/logs/token-events/0', size: 1042, signed_size: 1040 }],
};

@ApiTags('logs')
@Controller('logs')
export class ListLogsController {
  constructor(private readonly listLogs: ListLogs) {}

  @Get()
  @AnonymousWhere(() => true)
  @ApiOperation({ description: openToAnyone })
  @Answers(200, logList, 'All logs.', { example })
  async list(): Promise<z.infer<typeof logList>> {
    return { data: await this.listLogs.execute() };
  }
}
