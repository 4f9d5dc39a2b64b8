import { customers, idOf, teams } from './many-tokens.js';

type Random = () => number;
interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** One way of finding tokens: as a caller of the issuer asks for it, and as SQL. Each time of another customer. */
export interface Question {
  readonly name: string;
  path(random: Random): string;
  statements(random: Random): Statement[];
}

const page = 20;
const among = (count: number, random: Random): number => Math.floor(random() * count);
const aCustomer = (random: Random): string => idOf('Customer', among(customers, random));
const aTeam = (random: Random): string => `team ${among(teams, random)}`;

/** A list answers a page and how many there are in all, which is two statements. */
function list(name: string, asked: (random: Random) => string, where: string, values: (random: Random) => unknown[] = () => []): Question {
  return {
    name,
    path: (random) => `/automation-tokens?customer_id=${aCustomer(random)}${asked(random)}`,
    statements: (random) => {
      const all = [aCustomer(random), ...values(random)];
      const from = `from issuer.tokens where customer_id = $1 ${where}`;
      return [
        { text: `select * ${from} order by created_at desc, id desc limit ${page}`, values: all },
        { text: `select count(*) ${from}`, values: all },
      ];
    },
  };
}

const termsHold = 'and issuer.token_terms(customer_id, roles, services, labels) @> array[$1 || $2::text]';

export function questions(tokens: number): Question[] {
  return [
    {
      name: 'a token by its id',
      path: (random) => `/automation-tokens/${idOf('Token', among(tokens, random))}`,
      statements: (random) => [{ text: 'select * from issuer.tokens where id = $1', values: [idOf('Token', among(tokens, random))] }],
    },
    list('first page of a customer', () => '', ''),
    list('active ones', () => '&status=active', `and status = 'active' and expires_at > now()`),
    list('by label', (random) => `&label=${encodeURIComponent(`team:${aTeam(random)}`)}`, termsHold, (random) => [` label team\n${aTeam(random)}`]),
    list('by role', () => '&role=billing', termsHold, () => [' role billing']),
    list('by beginning of the name', () => '&name=ci%201', `and starts_with(name, $2)`, () => ['ci 1']),
  ];
}
