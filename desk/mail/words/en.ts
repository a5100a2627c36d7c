import type { Words } from '../words.ts';

export const en: Words = {
  locale: 'en-GB',
  direction: 'ltr',
  noSubject: '(no subject)',
  nameless: '',
  somebody: 'A customer',
  time: (clock) => clock,
  zone: (name) => name,
  colon: ':',
  by: {
    soon: 'as soon as possible',
    today: (time) => `today by ${time}`,
    tomorrow: (time) => `tomorrow by ${time}`,
    on: (day, time) => `by ${day}${/\d/.test(day) ? ',' : ''} ${time}`,
    day: (day) => `by ${day}`,
  },
  at: {
    today: (time) => `today at ${time}`,
    tomorrow: (time) => `tomorrow at ${time}`,
    yesterday: (time) => `yesterday at ${time}`,
    on: (day, time) => `${day} at ${time}`,
  },
  label: {
    reference: 'Reference',
    subject: 'Subject',
    customer: 'Customer',
    clock: 'Waiting for',
    due: 'Answer due',
    wasDue: 'Was due',
    attachments: 'Attachments',
    yourMessage: 'Your message',
    message: 'Message',
  },
  clock: { firstReply: 'first reply', nextReply: 'next reply', resolution: 'resolution' },
  acknowledgement: {
    subject: 'Re: {subject} [{reference}]',
    greeting: 'Hello {name},',
    body: `Thank you for writing to {desk}. We have received your message “{subject}”, and a person will read and answer it.

You can expect our answer {by}.

{facts}

{message}

Would you like to add something? Just reply to this mail; it stays in the same conversation.`,
    footer: 'This mail was sent automatically because you wrote to {mailbox}.',
  },
  reply: {
    subject: 'Re: {subject} [{reference}]',
    greeting: '',
    body: '{message}',
    footer: '{desk} · {reference}',
  },
  reminder: {
    subject: 'Re: {subject} [{reference}]',
    greeting: 'Hello {name},',
    body: `We wrote to you about “{subject}” and have not heard from you since. Do you still need our help?

If so, just reply to this mail. If we do not hear from you {by}, we will take the matter as settled. You can always write to us again.`,
    openEnded: `We wrote to you about “{subject}” and have not heard from you since. Do you still need our help?

If so, just reply to this mail. If everything is settled, there is nothing you need to do.`,
    footer: '{desk} · {reference}',
  },
  notification: {
    subject: '{subject} [{reference}]',
    greeting: '',
    body: `{facts}

{message}

To answer, just reply to this mail. Your reply goes to the customer from {mailbox}; your own address stays hidden.

A first line that says #resolve, #pend or #note resolves the ticket, waits for the customer, or keeps your text as a note for the team.`,
    footer: '{desk} · {reference}',
    heading: {
      'new-ticket': 'New ticket from {name}',
      'customer-reply': '{name} has written again',
      assigned: 'This ticket is now yours',
      reopened: '{name} has written again: the ticket is open once more',
      released: 'Released from quarantine: a message from {name}',
      undelivered: 'An answer to {name} could not be delivered',
    },
  },
  warning: {
    subject: 'Due soon: {subject} [{reference}]',
    greeting: '',
    heading: 'Due soon: {clock}',
    body: `{facts}

To answer the customer, just reply to this mail. Your reply goes out from {mailbox}.`,
    footer: '{desk} · {reference}',
  },
  breach: {
    subject: 'Overdue: {subject} [{reference}]',
    greeting: '',
    heading: 'Overdue: {clock}',
    body: `{facts}

To answer the customer, just reply to this mail. Your reply goes out from {mailbox}.`,
    footer: '{desk} · {reference}',
  },
  escalation: {
    subject: 'Still overdue: {subject} [{reference}]',
    greeting: '',
    heading: 'Still overdue: {clock}',
    body: `{facts}

This ticket has been passed on to you because it is still waiting. To answer the customer, just reply to this mail. Your reply goes out from {mailbox}.`,
    footer: '{desk} · {reference}',
  },
  refusal: {
    subject: 'Not sent: {subject} [{reference}]',
    greeting: '',
    heading: 'Your answer was not sent to the customer',
    body: `{why}

The customer has seen nothing of it.`,
    footer: '{desk} · {reference}',
    reasons: {
      empty: 'There was no text above the quoted message.',
      excluded: 'The ticket has been set aside (spam, merged or handed over), so no answer goes out on it.',
      erased: 'The customer’s data has been erased, so there is no address left to write to.',
      unproven: 'We could not verify that the mail came from your address (it failed SPF, DKIM or DMARC).',
      'not-an-agent': 'The address it came from does not belong to an active agent of this desk.',
      machine: 'It looked like an automatic reply.',
      'too-large': 'It is too large to be sent as one mail.',
      'no-quick-reply': 'There is no quick reply with the name that stands after #quick.',
    },
  },
  survey: {
    subject: 'How did we do?',
    greeting: 'Hello {name},',
    about: { order: 'Your order {subject} should have reached you by now.', ticket: 'You recently wrote to us about “{subject}”.' },
    question: { csat: 'How happy are you with us?', nps: 'How likely are you to recommend {desk} to a friend or colleague?' },
    body: `{about}

{question}

{survey}

Your choice opens a short page where you can confirm it and add a comment.`,
    faces: ['Very unhappy', 'Unhappy', 'Neither', 'Happy', 'Very happy'],
    ends: { nps: ['Not at all likely', 'Extremely likely'] },
    footer: 'You get this mail because you were in touch with {desk}. {unsubscribe}',
    unsubscribe: 'No more surveys',
  },
  report: {
    subject: '{desk}: {day}',
    heading: '{day}',
    figures: {
      new: 'New tickets',
      resolved: 'Resolved',
      active: 'Open at midnight',
      firstReply: 'First reply, median',
      onTime: 'Answered on time',
      unanswered: 'Never answered',
      csat: 'Satisfied customers',
      nps: 'Net Promoter Score',
    },
    columns: { figure: 'Figure', day: 'That day', before: 'Week before' },
    noData: 'no data',
    quiet: 'A quiet day: nobody wrote.',
    up: 'up',
    down: 'down',
    same: 'unchanged',
    byDay: '{figure} by day',
    surges: 'More than usual',
    noSurges: 'Nothing out of the ordinary.',
    surge: '{type}: {count} instead of about {usual}',
    late: 'Late now',
    noLate: 'Nothing is late.',
    more: 'and {count} more',
    fresh: 'Figures up to {time} ({zone}).',
  },
};
