import type { Scope } from './scopes.ts';

/*
 * The API's vocabulary: every route once, for the stack that hosts it, the function that answers it and the OpenAPI page.
 * No schema here, so that the stack stays light; shapes are in desk/api/.
 */

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
/** `scope: null` is open to everybody (health, the API's description, a customer's survey page). */
export type Route = {
  readonly method: Method;
  readonly path: string;
  readonly scope: Scope | null;
  readonly function: string;
  readonly summary: string;
};

const to = (fn: string, method: Method, path: string, scope: Scope | null, summary: string): Route => ({
  method,
  path,
  scope,
  function: fn,
  summary,
});

export const ROUTES: readonly Route[] = [
  to('answer-tickets', 'GET', '/tickets', 'tickets:read', 'List tickets by queue, customer or assignee, or find them by what people type'),
  to('answer-tickets', 'GET', '/queues', 'tickets:read', 'How many tickets wait where'),
  to('answer-tickets', 'GET', '/tickets/{id}', 'tickets:read', 'One ticket with its messages, clocks and timeline'),
  to('answer-tickets', 'GET', '/tickets/{id}/messages/{messageId}/raw', 'tickets:read', 'Where to fetch the raw mail, for a minute'),
  to(
    'answer-tickets',
    'GET',
    '/tickets/{id}/messages/{messageId}/attachments/{n}',
    'tickets:read',
    'Where to fetch an attachment, for a minute',
  ),
  to('answer-tickets', 'GET', '/tickets/{id}/quick-replies/{quickReply}', 'tickets:read', 'A quick reply, filled in for a ticket'),
  to('show-mail', 'GET', '/tickets/{id}/messages/{messageId}/html', 'tickets:read', 'The HTML of a mail, to be made safe and shown'),
  to(
    'answer-tickets',
    'GET',
    '/desk',
    'tickets:read',
    'What agents need to know: mailboxes, agents, types, quick replies, and who they are',
  ),
  to('keep-presence', 'PUT', '/tickets/{id}/presence', 'tickets:write', 'Say that you are in a ticket, and see who else is'),
  to('keep-presence', 'DELETE', '/tickets/{id}/presence', 'tickets:write', 'Say that you have left a ticket'),
  to('take-command', 'POST', '/tickets', 'tickets:write', 'Open a ticket: a chat, a call, a missed chat, a message of ours'),
  to('take-command', 'PATCH', '/tickets/{id}', 'tickets:write', 'Change type, priority, assignee, tags'),
  to('take-command', 'POST', '/tickets/{id}/replies', 'tickets:write', 'Answer the customer'),
  to('take-command', 'POST', '/tickets/{id}/notes', 'tickets:write', 'Leave a note for the team'),
  to('take-command', 'POST', '/tickets/{id}/resolve', 'tickets:write', 'Resolve'),
  to('take-command', 'POST', '/tickets/{id}/reopen', 'tickets:write', 'Reopen'),
  to('take-command', 'POST', '/tickets/{id}/pend', 'tickets:write', 'Wait for the customer or a third party'),
  to('take-command', 'POST', '/tickets/{id}/merge', 'tickets:write', 'Merge into another ticket'),
  to('take-command', 'POST', '/tickets/{id}/redirect', 'tickets:write', 'Hand over to another team'),
  to('take-command', 'POST', '/tickets/{id}/spam', 'tickets:write', 'Mark as spam'),
  to('take-command', 'POST', '/tickets/{id}/release', 'tickets:write', 'Release from quarantine'),
  to('take-command', 'DELETE', '/customers/{address}', 'settings:write', "Erase a customer's personal data"),
  to('keep-settings', 'GET', '/settings', 'settings:write', 'Read the settings'),
  to('keep-settings', 'PUT', '/settings', 'settings:write', 'Change the settings'),
  to('keep-settings', 'POST', '/settings/preview', 'settings:write', 'A mail in words that are not saved yet'),
  to('keep-settings', 'GET', '/holidays', 'tickets:read', 'Public holidays of a place in a year'),
  to('keep-settings', 'GET', '/holidays/countries', 'tickets:read', 'Places whose public holidays are on record'),
  to('keep-settings', 'POST', '/sla/preview', 'settings:write', 'When clocks would be due under a policy, before it is saved'),
  to('keep-settings', 'GET', '/openapi.json', null, 'This API, described'),
  to('keep-settings', 'GET', '/healthz', null, 'Is the desk up'),
  to('take-order', 'POST', '/orders', 'orders:write', 'Tell the desk what happened to an order'),
  to('take-order', 'POST', '/orders/shopify', null, 'Shopify tells of an order, signed'),
  to('take-order', 'POST', '/orders/woocommerce', null, 'WooCommerce tells of an order, signed'),
  to('take-order', 'POST', '/orders/magento', null, 'Magento tells of an order, signed'),
  to('take-order', 'GET', '/orders/shops', 'settings:write', 'Shops that call the desk'),
  to('take-order', 'PUT', '/orders/shops/{platform}', 'settings:write', 'Let a shop call the desk'),
  to('take-order', 'DELETE', '/orders/shops/{platform}', 'settings:write', 'Refuse calls of a shop'),
  to('answer-surveys', 'GET', '/surveys', 'tickets:read', 'What customers answered, with their comments'),
  to('answer-surveys', 'GET', '/suppressions', 'tickets:read', 'Addresses that are not written to any more'),
  to('answer-surveys', 'DELETE', '/suppressions/{address}', 'settings:write', 'Write to an address again'),
  to('answer-metrics', 'GET', '/metrics/{figure}', 'metrics:read', 'Figures of a period, by day, week, month or in all'),
  to('answer-metrics', 'GET', '/metrics/{figure}/tickets', 'metrics:read', 'The tickets behind a number'),
  to('answer-metrics', 'GET', '/metrics/definitions', 'metrics:read', 'What every figure means'),
  to('take-answer', 'GET', '/s/{token}', null, "A customer's survey page"),
  to('take-answer', 'POST', '/s/{token}', null, "A press on a customer's survey page"),
  to('take-answer', 'GET', '/s/{token}/unsubscribe', null, 'Asks a customer whether to send no more surveys'),
  to('take-answer', 'POST', '/s/{token}/unsubscribe', null, 'No more surveys'),
];
