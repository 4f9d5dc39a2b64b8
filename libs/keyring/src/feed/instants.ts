import { isText } from './bytes.js';

const digit0 = 0x30;
const dash = 0x2d;
const colon = 0x3a;
const dot = 0x2e;
const letterT = 0x54;
const letterZ = 0x5a;

/**
 * Epoch milliseconds of an instant as services of Latchkey write it (`2026-01-01T00:00:00.000Z`; the fraction may be left out), or NaN for any other text. So NaN
 * does not say that it is no instant.
 */
export function parseInstant(text: string): number {
  if (text !== latestText) {
    latest = parse(text);
    latestText = text;
  }
  return latest;
}

/** Whether these bytes are such an instant. */
export function isInstant(bytes: Buffer): boolean {
  return !Number.isNaN(isText(bytes, latestText) ? latest : parseInstant(bytes.toString('latin1')));
}

// A record mostly has the same instant several times.
let latestText = '';
let latest = NaN;

function parse(text: string): number {
  const fraction = text.length === 24;
  if (!fraction && text.length !== 20) return NaN;
  const year = number(text, 0, 4);
  const month = number(text, 5, 7);
  const day = number(text, 8, 10);
  const hour = number(text, 11, 13);
  const minute = number(text, 14, 16);
  const second = number(text, 17, 19);
  const milliseconds = fraction ? number(text, 20, 23) : 0;
  if (!separated(text, fraction) || !(hour < 24) || !(minute < 60) || !(second < 60) || !(day >= 1 && day <= daysIn(year, month))) return NaN;
  return daysBefore(year, month, day) * 86_400_000 + hour * 3_600_000 + minute * 60_000 + second * 1_000 + milliseconds;
}

function separated(text: string, fraction: boolean): boolean {
  const date = text.charCodeAt(4) === dash && text.charCodeAt(7) === dash && text.charCodeAt(10) === letterT;
  const time = text.charCodeAt(13) === colon && text.charCodeAt(16) === colon && (!fraction || text.charCodeAt(19) === dot);
  return date && time && text.charCodeAt(text.length - 1) === letterZ;
}

/** NaN where one of the characters is no digit. */
function number(text: string, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at += 1) {
    const digit = text.charCodeAt(at) - digit0;
    if (digit < 0 || digit > 9) return NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** 0 where there is no such month. */
function daysIn(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  if (!(month >= 1 && month <= 12)) return 0;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Days from 1970-01-01, in the proleptic Gregorian calendar; years begin with March, so that the leap day is their last. */
function daysBefore(year: number, month: number, day: number): number {
  const marchYear = month > 2 ? year : year - 1;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return marchYear * 365 + Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400) + dayOfYear - 719_468;
}
