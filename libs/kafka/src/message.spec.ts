import { describe, expect, it } from '@jest/globals';
import { toIncoming } from './message.js';

/** kafkajs has it so where a header came without a value, and leaves that out of its types. */
const noValue = null as unknown as undefined;

describe('a record as it came', () => {
  it('has its headers as text: of several the last, and of one without a value none', () => {
    const headers = { one: Buffer.from('1'), text: '2', several: [Buffer.from('3'), '4'], void: undefined, none: noValue };
    expect(toIncoming({ key: Buffer.from('k'), value: null, headers })).toEqual({ key: 'k', value: null, headers: { one: '1', text: '2', several: '4', void: '', none: '' } });
    expect(toIncoming({ key: null, value: null })).toEqual({ key: null, value: null, headers: {} });
  });
});
