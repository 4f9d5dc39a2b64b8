/** What the person at the terminal can mend; shown as it is, without a stack. */
export class StackError extends Error {
  override readonly name = 'StackError';
}
