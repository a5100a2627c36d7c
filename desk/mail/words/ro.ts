import type { Words } from '../words.ts';

export const ro: Words = {
  locale: 'ro',
  direction: 'ltr',
  noSubject: '(fără subiect)',
  nameless: '',
  somebody: 'Un client',
  time: (clock) => clock,
  zone: (name) => name.replace(/^Ora /, 'ora '),
  colon: ':',
  by: {
    soon: 'cât mai curând posibil',
    today: (time) => `astăzi, până la ora ${time}`,
    tomorrow: (time) => `mâine, până la ora ${time}`,
    on: (day, time) => `până ${day}, la ora ${time}`,
    day: (day) => `până ${day}`,
  },
  at: {
    today: (time) => `astăzi, la ora ${time}`,
    tomorrow: (time) => `mâine, la ora ${time}`,
    yesterday: (time) => `ieri, la ora ${time}`,
    on: (day, time) => `${day}, la ora ${time}`,
  },
  label: {
    reference: 'Referință',
    subject: 'Subiect',
    customer: 'De la',
    clock: 'Se așteaptă',
    due: 'Termen de răspuns',
    wasDue: 'Termenul era',
    attachments: 'Atașamente',
    yourMessage: 'Mesajul dumneavoastră',
    message: 'Mesaj',
  },
  clock: { firstReply: 'primul răspuns', nextReply: 'următorul răspuns', resolution: 'rezolvarea' },
  acknowledgement: {
    subject: 'Re: {subject} [{reference}]',
    greeting: 'Bună ziua, {name},',
    body: `Vă mulțumim că ați scris la {desk}. Am primit mesajul dumneavoastră „{subject}”, iar un coleg îl va citi și vă va răspunde.

Veți primi răspunsul nostru {by}.

{facts}

{message}

Doriți să adăugați ceva? Răspundeți la acest e-mail și mesajul va rămâne în aceeași conversație.`,
    footer: 'Acest e-mail a fost trimis automat, deoarece ați scris la {mailbox}.',
  },
  reply: {
    subject: 'Re: {subject} [{reference}]',
    greeting: '',
    body: '{message}',
    footer: '{desk} · {reference}',
  },
  reminder: {
    subject: 'Re: {subject} [{reference}]',
    greeting: 'Bună ziua, {name},',
    body: `V-am scris despre „{subject}” și de atunci nu am mai primit vești de la dumneavoastră. Mai aveți nevoie de ajutorul nostru?

Dacă da, răspundeți la acest e-mail. Dacă nu primim un răspuns {by}, vom considera problema rezolvată. Ne puteți scrie din nou oricând.`,
    openEnded: `V-am scris despre „{subject}” și de atunci nu am mai primit vești de la dumneavoastră. Mai aveți nevoie de ajutorul nostru?

Dacă da, răspundeți la acest e-mail. Dacă totul este rezolvat, nu trebuie să faceți nimic.`,
    footer: '{desk} · {reference}',
  },
  notification: {
    subject: '{subject} [{reference}]',
    greeting: '',
    body: `{facts}

{message}

Ca să răspundeți, dați „Răspunde” la acest e-mail. Răspunsul ajunge la client de la {mailbox}; adresa dumneavoastră rămâne ascunsă.

Dacă primul rând este #resolve, #pend sau #note, tichetul se rezolvă, rămâne în așteptarea clientului sau textul dumneavoastră devine o notă pentru echipă.`,
    footer: '{desk} · {reference}',
    heading: {
      'new-ticket': 'Tichet nou de la {name}',
      'customer-reply': '{name} a scris din nou',
      assigned: 'Acest tichet vă revine dumneavoastră',
      reopened: '{name} a scris din nou: tichetul este redeschis',
      released: 'Scos din carantină: un mesaj de la {name}',
      undelivered: 'Un răspuns către {name} nu a putut fi livrat',
    },
  },
  warning: {
    subject: 'Termen apropiat: {subject} [{reference}]',
    greeting: '',
    heading: 'Termen apropiat: {clock}',
    body: `{facts}

Ca să răspundeți clientului, dați „Răspunde” la acest e-mail. Răspunsul pleacă de la {mailbox}.`,
    footer: '{desk} · {reference}',
  },
  breach: {
    subject: 'Termen depășit: {subject} [{reference}]',
    greeting: '',
    heading: 'Termen depășit: {clock}',
    body: `{facts}

Ca să răspundeți clientului, dați „Răspunde” la acest e-mail. Răspunsul pleacă de la {mailbox}.`,
    footer: '{desk} · {reference}',
  },
  escalation: {
    subject: 'Termen încă depășit: {subject} [{reference}]',
    greeting: '',
    heading: 'Termen încă depășit: {clock}',
    body: `{facts}

Acest tichet v-a fost transmis pentru că încă așteaptă. Ca să răspundeți clientului, dați „Răspunde” la acest e-mail. Răspunsul pleacă de la {mailbox}.`,
    footer: '{desk} · {reference}',
  },
  refusal: {
    subject: 'Netrimis: {subject} [{reference}]',
    greeting: '',
    heading: 'Răspunsul dumneavoastră nu a fost trimis clientului',
    body: `{why}

Clientul nu a văzut nimic din el.`,
    footer: '{desk} · {reference}',
    reasons: {
      empty: 'Deasupra mesajului citat nu era niciun text.',
      excluded: 'Tichetul a fost scos din lucru (spam, comasat sau predat), așa că nu mai pleacă răspunsuri din el.',
      erased: 'Datele clientului au fost șterse, deci nu mai există o adresă la care să scriem.',
      unproven: 'Nu am putut verifica faptul că e-mailul vine de la adresa dumneavoastră (nu a trecut de SPF, DKIM sau DMARC).',
      'not-an-agent': 'Adresa expeditorului nu aparține niciunui agent activ.',
      machine: 'Părea un răspuns automat.',
      'too-large': 'Este prea mare pentru a fi trimis într-un singur e-mail.',
      'no-quick-reply': 'Nu există niciun răspuns rapid cu numele de după #quick.',
    },
  },
  survey: {
    subject: 'Părerea dumneavoastră despre noi',
    greeting: 'Bună ziua, {name},',
    about: {
      order: 'Comanda dumneavoastră {subject} ar trebui să fi ajuns deja.',
      ticket: 'Ne-ați scris de curând despre „{subject}”.',
    },
    question: {
      csat: 'Cum ne-am descurcat?',
      nps: 'Cât de probabil este să recomandați {desk} unui prieten sau unui coleg?',
    },
    body: `{about}

{question}

{survey}

Alegerea dumneavoastră deschide o pagină scurtă, unde o puteți confirma și puteți adăuga un comentariu.`,
    faces: ['Foarte slab', 'Slab', 'Acceptabil', 'Bine', 'Foarte bine'],
    ends: { nps: ['Deloc probabil', 'Foarte probabil'] },
    footer: 'Primiți acest e-mail pentru că ați fost în contact cu {desk}. {unsubscribe}',
    unsubscribe: 'Fără alte sondaje',
  },
  report: {
    subject: '{desk}: {day}',
    heading: '{day}',
    figures: {
      new: 'Tichete noi',
      resolved: 'Rezolvate',
      active: 'Deschise la miezul nopții',
      firstReply: 'Primul răspuns, mediana',
      onTime: 'Cu răspuns la timp',
      unanswered: 'Rămase fără răspuns',
      csat: 'Clienți mulțumiți',
      nps: 'Net Promoter Score',
    },
    columns: { figure: 'Indicator', day: 'În acea zi', before: 'Săptămâna dinainte' },
    noData: 'fără date',
    quiet: 'O zi liniștită: nu a scris nimeni.',
    up: 'în creștere',
    down: 'în scădere',
    same: 'neschimbat',
    byDay: '{figure} pe zile',
    surges: 'Mai mult decât de obicei',
    noSurges: 'Nimic ieșit din comun.',
    surge: '{type}: {count} în loc de aproximativ {usual}',
    late: 'Întârziate acum',
    noLate: 'Nimic nu este întârziat.',
    more: 'și încă {count}',
    fresh: 'Cifre până la: {time} ({zone}).',
  },
};
