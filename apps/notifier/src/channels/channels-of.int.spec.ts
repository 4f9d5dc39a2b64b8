import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { Authority } from '../../test/channels/certificates.js';
import { MailServer, refusal } from '../../test/channels/mail-server.js';
import { aMessage, aNotice, now } from '../../test/channels/messages.js';
import { Receiver } from '../../test/channels/receiver.js';
import { channelsEnv } from './channels.env.js';
import { channelsOf } from './channels-of.js';
import { newWebhookSecret } from './webhook/webhook-secret.js';

it('sends as the environment says: to this mail server, with this password, and to this network', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'channels-'));
  const authority = await Authority.make();
  writeFileSync(join(folder, 'ca.pem'), authority.certificate);
  const server = await new MailServer(await authority.issue('localhost'), {
    onAuth: ({ username, password }, _session, callback) => (password === 'p@ss/word' ? callback(null, { user: username ?? '' }) : callback(refusal(535, 'no'))),
  }).open();
  const receiver = await new Receiver().open();
  try {
    const channels = channelsOf(
      z.object(channelsEnv).parse({
        SMTP_URL: `smtp://latch%40key:p%40ss%2Fword@localhost:${server.port}`,
        NOTIFIER_MAIL_FROM: 'Token alerts <alerts@latchkey.test>',
        NOTIFIER_CA_FILE: join(folder, 'ca.pem'),
        NOTIFIER_ALLOW_HTTP: 'true',
        NOTIFIER_ALLOWED_CIDRS: '127.0.0.1/32',
      }),
    );
    const message = aMessage(aNotice('token.expiring.v1'));
    expect(await channels.send({ kind: 'email', to: 'owner@example.com' }, message, now)).toMatchObject({ kind: 'delivered', status: 250 });
    expect(server.received).toMatchObject([{ user: 'latch@key', secure: true, mail: { from: { text: '"Token alerts" <alerts@latchkey.test>' } } }]);
    const address = `http://127.0.0.1:${receiver.port}/`;
    expect(await channels.send({ kind: 'webhook', address, secrets: [newWebhookSecret()] }, message, now)).toMatchObject({ kind: 'delivered', status: 204 });
    expect(await channels.send({ kind: 'slack', address }, message, now)).toMatchObject({ errorClass: 'address_refused' });
  } finally {
    await server.close();
    await receiver.close();
    rmSync(folder, { recursive: true });
  }
});
