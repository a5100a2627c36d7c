/* `npm run token -- --scope "tickets:read tickets:write" [--agent agent1]`: a bearer token of the local desk. */
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { scope: { type: 'string' }, agent: { type: 'string', default: 'agent1' }, program: { type: 'boolean', default: false } },
});
if (!values.scope) {
  console.error('npm run token -- --scope "tickets:read tickets:write" [--agent agent1 | --program]');
  process.exit(1);
}
const control = `http://127.0.0.1:${process.env.DESK_CONTROL_PORT ?? 3001}`;
try {
  const response = await fetch(`${control}/token`, {
    method: 'POST',
    body: JSON.stringify({ scope: values.scope, agent: values.program ? null : values.agent }),
  });
  const answer = (await response.json()) as { token?: string; detail?: string };
  if (answer.token === undefined) throw new Error(answer.detail ?? `status ${response.status}`);
  console.log(answer.token);
} catch (error) {
  const reason =
    error instanceof TypeError ? `no desk answers at ${control}: npm start` : error instanceof Error ? error.message : String(error);
  console.error(`No token: ${reason}`);
  process.exit(1);
}
