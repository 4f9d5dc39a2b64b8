import type { DataSource, EntityManager } from 'typeorm';
import { closeGates } from '../tokens/gate.js';
import { retryingTransaction } from '../tokens/retrying-transaction.js';
import { TokenEntity } from '../tokens/token.entity.js';

const pageTokens = 500;

export interface Pages<T> {
  readonly customerId: string;
  /** SQL over the alias `token`: no longer true of a token that was worked on, so that what was broken off goes on where it ended. */
  readonly where: string;
  readonly work: (manager: EntityManager, tokens: TokenEntity[]) => Promise<T>;
  /** Called with what `work` answered, after the commit. */
  readonly committed: (done: T) => Promise<void>;
}

/** Works through the tokens of a customer that gets no more, in the order of their ids. Each page is a transaction of its own, which holds the rows. */
export async function eachTokenPage<T>(dataSource: DataSource, pages: Pages<T>): Promise<void> {
  for (let after: string | undefined = ''; after !== undefined; ) {
    const from: string = after;
    const { tokens, done } = await retryingTransaction(dataSource, async (manager) => {
      const page = await lockPage(manager, pages, from);
      return { tokens: page, done: await pages.work(manager, page) };
    });
    await pages.committed(done);
    after = tokens.length < pageTokens ? undefined : tokens.at(-1)?.id;
  }
}

async function lockPage(manager: EntityManager, { customerId, where }: Pick<Pages<unknown>, 'customerId' | 'where'>, after: string): Promise<TokenEntity[]> {
  const page = manager
    .createQueryBuilder(TokenEntity, 'token')
    .where('token.customerId = :customerId and token.id > :after', { customerId, after })
    .andWhere(`(${where})`)
    .orderBy('token.id')
    .limit(pageTokens);
  const seen = await page.clone().select('token.id', 'id').getRawMany<{ id: string }>();
  await closeGates(manager, seen.map(({ id }) => id));
  return page.setLock('pessimistic_write').getMany();
}
