import type { Words } from '../words.ts';

export const de: Words = {
  locale: 'de',
  direction: 'ltr',
  noSubject: '(kein Betreff)',
  nameless: '',
  somebody: 'Kundin oder Kunde',
  time: (clock) => `${clock} Uhr`,
  zone: (name) => name.replace(/^(.*) \(Ortszeit\)$/, 'Ortszeit $1'),
  colon: ':',
  by: {
    soon: 'so bald wie möglich',
    today: (time) => `heute bis ${time}`,
    tomorrow: (time) => `morgen bis ${time}`,
    on: (day, time) => `bis ${day}, ${time}`,
    day: (day) => `bis ${day}`,
  },
  at: {
    today: (time) => `heute um ${time}`,
    tomorrow: (time) => `morgen um ${time}`,
    yesterday: (time) => `gestern um ${time}`,
    on: (day, time) => `${day}${/\d/.test(day) ? ',' : ''} um ${time}`,
  },
  label: {
    reference: 'Vorgangsnummer',
    subject: 'Betreff',
    customer: 'Von',
    clock: 'Es fehlt',
    due: 'Antwort fällig',
    wasDue: 'War fällig',
    attachments: 'Anhänge',
    yourMessage: 'Ihre Nachricht',
    message: 'Nachricht',
  },
  clock: { firstReply: 'erste Antwort', nextReply: 'nächste Antwort', resolution: 'Lösung' },
  acknowledgement: {
    subject: 'Re: {subject} [{reference}]',
    greeting: 'Guten Tag {name},',
    body: `vielen Dank für Ihre Nachricht an {desk}. Wir haben sie unter dem Betreff „{subject}“ erhalten; ein Mensch wird sie lesen und beantworten.

Sie erhalten unsere Antwort {by}.

{facts}

{message}

Möchten Sie noch etwas ergänzen? Antworten Sie einfach auf diese E-Mail, dann bleibt alles im selben Vorgang.`,
    footer: 'Diese E-Mail wurde automatisch versandt, weil Sie an {mailbox} geschrieben haben.',
  },
  reply: {
    subject: 'Re: {subject} [{reference}]',
    greeting: '',
    body: '{message}',
    footer: '{desk} · {reference}',
  },
  reminder: {
    subject: 'Re: {subject} [{reference}]',
    greeting: 'Guten Tag {name},',
    body: `wir haben Ihnen zu „{subject}“ geschrieben und seither nichts von Ihnen gehört. Brauchen Sie noch unsere Hilfe?

Dann antworten Sie einfach auf diese E-Mail. Wenn wir {by} nichts von Ihnen hören, betrachten wir die Sache als erledigt. Sie können uns jederzeit wieder schreiben.`,
    openEnded: `wir haben Ihnen zu „{subject}“ geschrieben und seither nichts von Ihnen gehört. Brauchen Sie noch unsere Hilfe?

Dann antworten Sie einfach auf diese E-Mail. Ist alles erledigt, brauchen Sie nichts zu tun.`,
    footer: '{desk} · {reference}',
  },
  notification: {
    subject: '{subject} [{reference}]',
    greeting: '',
    body: `{facts}

{message}

Zum Antworten einfach auf diese E-Mail antworten. Ihre Antwort wird von {mailbox} aus versandt; Ihre eigene Adresse bleibt verborgen.

Steht in der ersten Zeile #resolve, #pend oder #note, wird das Ticket gelöst, wartet auf die Kundin oder den Kunden, oder Ihr Text bleibt als Notiz im Team.`,
    footer: '{desk} · {reference}',
    heading: {
      'new-ticket': 'Neues Ticket von {name}',
      'customer-reply': '{name} hat wieder geschrieben',
      assigned: 'Dieses Ticket gehört jetzt Ihnen',
      reopened: '{name} hat wieder geschrieben: Das Ticket ist erneut offen',
      released: 'Aus der Quarantäne freigegeben: Nachricht von {name}',
      undelivered: 'Eine Antwort an {name} konnte nicht zugestellt werden',
    },
  },
  warning: {
    subject: 'Bald fällig: {subject} [{reference}]',
    greeting: '',
    heading: 'Bald fällig: {clock}',
    body: `{facts}

Zum Antworten einfach auf diese E-Mail antworten. Ihre Antwort wird von {mailbox} aus versandt.`,
    footer: '{desk} · {reference}',
  },
  breach: {
    subject: 'Überfällig: {subject} [{reference}]',
    greeting: '',
    heading: 'Überfällig: {clock}',
    body: `{facts}

Zum Antworten einfach auf diese E-Mail antworten. Ihre Antwort wird von {mailbox} aus versandt.`,
    footer: '{desk} · {reference}',
  },
  escalation: {
    subject: 'Weiterhin überfällig: {subject} [{reference}]',
    greeting: '',
    heading: 'Weiterhin überfällig: {clock}',
    body: `{facts}

Dieses Ticket wurde an Sie weitergegeben, weil es noch immer wartet. Zum Antworten einfach auf diese E-Mail antworten. Ihre Antwort wird von {mailbox} aus versandt.`,
    footer: '{desk} · {reference}',
  },
  refusal: {
    subject: 'Nicht gesendet: {subject} [{reference}]',
    greeting: '',
    heading: 'Ihre Antwort wurde nicht weitergeleitet',
    body: `{why}

Die Kundin oder der Kunde hat nichts davon gesehen.`,
    footer: '{desk} · {reference}',
    reasons: {
      empty: 'Über der zitierten Nachricht stand kein Text.',
      excluded: 'Das Ticket ist ausgesondert (Spam, zusammengeführt oder abgegeben); darauf gehen keine Antworten mehr hinaus.',
      erased: 'Die Daten der Kundin oder des Kunden wurden gelöscht; es gibt keine Adresse mehr.',
      unproven: 'Wir konnten nicht prüfen, ob die E-Mail von Ihrer Adresse stammt (SPF, DKIM oder DMARC nicht bestanden).',
      'not-an-agent': 'Die Absenderadresse gehört zu niemandem, der hier aktiv mitarbeitet.',
      machine: 'Sie sah nach einer automatischen Antwort aus.',
      'too-large': 'Sie ist zu groß für eine einzelne E-Mail.',
      'no-quick-reply': 'Unter dem Namen hinter #quick gibt es keinen Antwortbaustein.',
    },
  },
  survey: {
    subject: 'Wie waren wir?',
    greeting: 'Guten Tag {name},',
    about: {
      order: 'Ihre Bestellung {subject} sollte inzwischen bei Ihnen sein.',
      ticket: 'Sie haben uns kürzlich zu „{subject}“ geschrieben.',
    },
    question: {
      csat: 'Wie zufrieden sind Sie mit uns?',
      nps: 'Wie wahrscheinlich ist es, dass Sie {desk} Freunden oder Kollegen empfehlen?',
    },
    body: `{about}

{question}

{survey}

Ihre Auswahl öffnet eine kurze Seite, auf der Sie sie bestätigen und etwas dazu schreiben können.`,
    faces: ['Sehr unzufrieden', 'Unzufrieden', 'Teils, teils', 'Zufrieden', 'Sehr zufrieden'],
    ends: { nps: ['Überhaupt nicht wahrscheinlich', 'Äußerst wahrscheinlich'] },
    footer: 'Sie erhalten diese E-Mail, weil Sie mit {desk} in Kontakt waren. {unsubscribe}',
    unsubscribe: 'Keine Umfragen mehr',
  },
  report: {
    subject: '{desk}: {day}',
    heading: '{day}',
    figures: {
      new: 'Neue Tickets',
      resolved: 'Gelöst',
      active: 'Offen um Mitternacht',
      firstReply: 'Erste Antwort, Median',
      onTime: 'Rechtzeitig beantwortet',
      unanswered: 'Nie beantwortet',
      csat: 'Zufriedene Kunden',
      nps: 'Net Promoter Score',
    },
    columns: { figure: 'Kennzahl', day: 'An diesem Tag', before: 'Vorwoche' },
    noData: 'keine Daten',
    quiet: 'Ein ruhiger Tag: Niemand hat geschrieben.',
    up: 'gestiegen',
    down: 'gesunken',
    same: 'unverändert',
    byDay: '{figure} nach Tagen',
    surges: 'Mehr als sonst',
    noSurges: 'Nichts Ungewöhnliches.',
    surge: '{type}: {count} statt etwa {usual}',
    late: 'Jetzt überfällig',
    noLate: 'Nichts ist überfällig.',
    more: 'und {count} weitere',
    fresh: 'Zahlen bis {time} ({zone}).',
  },
};
