import type { ChannelsEnv } from '../channels/channels.env.js';
import { readAddress } from '../channels/http/read-address.js';
import { isRefused } from '../channels/http/refused-addresses.js';
import { NotifierError } from '../notifier.errors.js';
import type { Channel } from './channel.js';

type Settings = Pick<ChannelsEnv, 'NOTIFIER_ALLOW_HTTP' | 'NOTIFIER_ALLOWED_CIDRS' | 'NOTIFIER_SLACK_HOSTS'>;

/** Tells whoever subscribes at once what no attempt would be made to. Where a name leads is looked at with each attempt alone. */
export class AddressRules {
  constructor(private readonly env: Settings) {}

  /** Throws `endpoint_refused`. */
  check(channel: Channel): void {
    if (channel.kind === 'email') return;
    const target = readAddress(channel.url, { allowHttp: this.env.NOTIFIER_ALLOW_HTTP });
    const refused =
      !target ||
      (target.isLiteral && isRefused(target.hostname, this.env.NOTIFIER_ALLOWED_CIDRS)) ||
      (channel.kind === 'slack' && !this.env.NOTIFIER_SLACK_HOSTS.includes(target.hostname));
    if (refused) throw new NotifierError('endpoint_refused');
  }
}
