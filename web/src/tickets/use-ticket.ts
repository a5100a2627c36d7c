import { useRef } from 'preact/hooks';
import { given } from '../api/client.ts';
import { type Schemas, useDesk } from '../desk.ts';
import { type Loaded, useLoad } from '../load.ts';

export type Ticket = Schemas['Ticket'];

/** Presence asks more often whether anything has changed; this is for whoever is no agent, and for the clocks' figures. */
const EVERY_SECONDS = 60;

/** One ticket. Messages that are as they were stay the same objects, so that a long conversation is not drawn again. */
export function useTicket(id: string): Loaded<Ticket> {
  const { api } = useDesk();
  const loaded = useLoad<Ticket>(
    `tickets:one:${id}`,
    (signal) => given(api.GET('/tickets/{id}', { params: { path: { id } }, signal })),
    EVERY_SECONDS,
  );
  const before = useRef<Ticket | undefined>(undefined);
  const data = loaded.data && settled(before.current, loaded.data);
  before.current = data;
  return { ...loaded, data };
}

function settled(before: Ticket | undefined, now: Ticket): Ticket {
  if (!before || before === now || before.id !== now.id) return now;
  const known = new Map(before.messages.map((message) => [message.id, message]));
  return {
    ...now,
    messages: now.messages.map((message) => {
      const old = known.get(message.id);
      return old && old.delivery === message.delivery && old.text.length === message.text.length && old.html === message.html
        ? old
        : message;
    }),
  };
}
