/** What is stored of a log’s tree is not a tree over its entries. */
export class TreeBrokenError extends Error {
  override readonly name = 'TreeBrokenError';
}
