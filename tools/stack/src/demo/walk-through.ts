import type { Demo } from './demo-file.js';

/** One step: what it shows, and the commands of it. */
interface Step {
  readonly title: string;
  readonly commands: string;
}

/**
 * Commands that work in any shell like bash when pasted in this order. `at_least` makes the verifier wait until it knows of the write just before, which
 * it otherwise would some milliseconds later.
 */
export function walkThrough(demo: Demo): string {
  const steps = stepsFor(demo).map(({ title, commands }, index) => `# ${index + 1}. ${title}\n${commands}`);
  return `${steps.join('\n\n')}\n`;
}

function stepsFor({ access_token, issuer_url, verifier_url, auditor_url }: Demo): Step[] {
  const caller = '-H "Authorization: Bearer $LATCHKEY_TOKEN"';
  const json = "-H 'Content-Type: application/json'";
  const verify = (sequence: number): string =>
    `curl -sS ${verifier_url}/verify ${caller} ${json} \\\n  -d '{"token":"'$SECRET'","permission":"purge:select","service_id":"www","at_least":"'$ID@${sequence}'"}'; echo`;
  return [
    { title: 'The demo’s platform token may do all that follows', commands: `export LATCHKEY_TOKEN=${access_token}` },
    {
      title: 'Issue a token for a CI job, for one service; its secret is in this answer alone',
      commands: [
        `ISSUED=$(curl -sS ${issuer_url}/automation-tokens ${caller} ${json} \\`,
        `  -d '{"name":"ci","role":"engineer","services":["www"]}'); echo "$ISSUED"`,
        `ID=$(node -p 'JSON.parse(process.argv[1]).id' "$ISSUED"); SECRET=$(node -p 'JSON.parse(process.argv[1]).access_token' "$ISSUED")`,
      ].join('\n'),
    },
    { title: 'Verify it: allowed', commands: verify(1) },
    { title: 'Revoke it', commands: `curl -sS -X DELETE ${issuer_url}/automation-tokens/$ID ${caller} -w '%{http_code}\\n'` },
    { title: 'Verify it again: refused', commands: verify(2) },
    { title: 'Read what happened to it, once Kafka has brought it to the audit log', commands: `sleep 1; curl -sS "${auditor_url}/audit-events?token_id=$ID&limit=20" ${caller}; echo` },
  ];
}
