import type { Desk } from '../desk.ts';
import type { Group } from './question.ts';

/** What people call a group's value: an agent's name, a type's, a mailbox's; null is the one without. */
export function nameOf({ view, words }: Pick<Desk, 'view' | 'words'>, group: Group | undefined, value: string | null): string {
  const { figures } = words;
  if (value === null || value === '') return figures.without;
  switch (group) {
    case 'agent':
      return view.agents.find(({ id }) => id === value)?.name ?? value;
    case 'type':
      return view.types.find(({ id }) => id === value)?.name ?? value;
    case 'mailbox':
      return view.mailboxes.find(({ id }) => id === value)?.address ?? value;
    case 'channel':
      return figures.channels[value as keyof typeof figures.channels] ?? value;
    case 'priority':
      return figures.priorities[value as keyof typeof figures.priorities] ?? value;
    default:
      return value;
  }
}
