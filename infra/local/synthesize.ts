/* Synthesizes the local desk's stack into a folder: `node infra/local/synthesize.ts <folder> <overrides as JSON>`. */
import { join } from 'node:path';
import { synthesize } from '../app.ts';
import { localConfig } from '../config.ts';
import { buildPage } from '../web.ts';
import type { DeskOverrides } from './assembly.ts';

const [folder, overridesText] = process.argv.slice(2);
if (!folder) throw new Error('synthesize.ts wants a folder');
const { mailboxes, agents, ...rest } = JSON.parse(overridesText ?? '{}') as DeskOverrides;
const config = localConfig();
const domain = rest.domain ?? config.domain;
const moved = (address: string): string => address.replace(`@${config.domain}`, `@${domain}`);
const local = (address: string): string => address.slice(0, address.indexOf('@'));
const page = join(folder, 'page');
await buildPage(page);
synthesize(
  {
    ...config,
    ...rest,
    mailboxes:
      mailboxes?.map((address) => ({ id: local(address), address })) ??
      config.mailboxes.map((box) => ({ ...box, address: moved(box.address) })),
    agents: agents?.map((address) => ({ id: local(address), name: local(address), address })) ?? config.agents,
    // One desk on one machine has no hot keys, and every shard costs each tick a query.
    shards: 1,
    // Nothing here is worth keeping from a stack's deletion.
    keepData: false,
  },
  folder,
  { page },
);
