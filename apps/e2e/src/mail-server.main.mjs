// Takes every mail and writes it to stdout as a line of JSON; with `mute` as its second argument it never tells the sender that it has it.
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

const [, , port, manner] = process.argv;
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData: (stream, _session, taken) =>
    void text(stream).then((source) => {
      say({ mail: source });
      if (manner !== 'mute') taken();
    }),
});
server.on('error', () => undefined);
server.listen(Number(port), '127.0.0.1', () => say({ listening: true }));
