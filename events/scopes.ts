/*
 * What a token may allow. Apart from the routes, which every function would otherwise make at its start.
 */

export const SCOPES = {
  'tickets:read': 'Read tickets, messages and survey answers',
  'tickets:write': 'Open, answer and change tickets',
  'metrics:read': 'Read the figures',
  'settings:write': 'Read and change the settings, erase customers, lift suppressions',
  'orders:write': 'Tell the desk about orders',
} as const;
export type Scope = keyof typeof SCOPES;

/** Cognito prefixes every custom scope with its resource server: a token says `desk/tickets:read`. */
export const RESOURCE_SERVER = 'desk';
export const tokenScope = (scope: Scope): string => `${RESOURCE_SERVER}/${scope}`;

/** The group of people who may do more than agents, by Cognito's name, and what they may ask for beyond them. */
export const MANAGERS = 'managers';
export const MANAGER_SCOPES: readonly Scope[] = ['settings:write'];
