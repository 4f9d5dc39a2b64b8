import type { SubscriptionNotice } from '../notice.js';
import type { Letter } from './letter.js';

const why: Readonly<Record<SubscriptionNotice['data']['reason'], string>> = {
  gone: 'the receiver says that it is gone',
  failing: 'for days nothing has come through',
};

/** To people who would else not hear that they hear nothing. */
export function subscriptionLetter({ data }: SubscriptionNotice): Letter {
  const facts = [
    { label: 'Subscription', value: `${data.subscription_name} (${data.subscription_id})` },
    { label: 'Channel', value: data.channel },
    { label: 'Why', value: why[data.reason] },
  ];
  return {
    title: `The subscription "${data.subscription_name}" is disabled`,
    sections: [
      {
        heading: null,
        tokens: [facts],
        advice: 'Nothing that happens to your tokens is told to it any more. Mend the receiver, or give the subscription another address, set its status to active, and redeliver what has failed.',
        call: null,
      },
    ],
  };
}
