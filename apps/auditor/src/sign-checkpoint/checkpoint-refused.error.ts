export type RefusalCode = 'last_not_ours' | 'log_shrunk' | 'tree_broken' | 'not_extending';

/** For the operator: why a log is not signed any more. */
export const refusalCodes: Readonly<Record<RefusalCode, string>> = {
  last_not_ours: 'No listed key has signed what is stored as its last checkpoint.',
  log_shrunk: 'It has fewer entries than its last checkpoint says.',
  tree_broken: 'Of its tree something is missing, or goes beyond its entries.',
  not_extending: 'Its tree does not extend that of its last checkpoint.',
};

/** To sign would be to vouch for a history other than the one that was signed before. Nothing is signed for that log until an operator has found out why. */
export class CheckpointRefusedError extends Error {
  override readonly name = 'CheckpointRefusedError';

  constructor(
    readonly code: RefusalCode,
    log: string,
    options?: ErrorOptions,
  ) {
    super(`The log ${log} is not signed: ${refusalCodes[code]} Find the entry: verify-log.main.js ${log}; then begin a new log: start-epoch.main.js`, options);
  }
}
