import { spawnSync } from 'node:child_process';

export interface User {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** Postgres refuses to run as root, so root runs it as somebody who is on every system. Undefined: as whoever we are. */
export function postgresUser(): User | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const user = ['postgres', 'nobody'].map(lookUp).find((found) => found !== undefined);
  if (!user) throw new Error('root needs a user `postgres` or `nobody` to run Postgres as');
  return user;
}

function lookUp(name: string): User | undefined {
  const [uid, gid] = ['-u', '-g'].map((what) => spawnSync('id', [what, name], { encoding: 'utf8' }));
  return uid?.status === 0 && gid?.status === 0 ? { name, uid: Number(uid.stdout), gid: Number(gid.stdout) } : undefined;
}

/** Whether that user gets as far as the path: a checkout often lies in a home closed to others. */
export function reaches({ uid, gid }: User, path: string): boolean {
  return spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', path], { uid, gid, cwd: '/' }).status === 0;
}
