import { join } from 'node:path';
import { workspace } from '../workspace.js';

/** The services, in the order in which they are shown. */
export const apps = ['issuer', 'verifier', 'auditor', 'notifier'] as const;
export type App = (typeof apps)[number];

export const appsWithDatabase = ['issuer', 'auditor', 'notifier'] as const satisfies readonly App[];

export type PortVariable = `${Uppercase<App>}_PORT`;

export function portVariable(app: App): PortVariable {
  return `${app.toUpperCase() as Uppercase<App>}_PORT`;
}

/** A built program of an app or library. */
export function built(project: string, file: string): string {
  return join(workspace, project, 'dist', file);
}
