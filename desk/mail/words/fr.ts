import type { Words } from '../words.ts';

/** Typography of the Imprimerie nationale: no-break spaces inside guillemets and before a colon and a question mark. */
export const fr: Words = {
  locale: 'fr',
  direction: 'ltr',
  noSubject: '(sans objet)',
  nameless: '',
  somebody: 'Client',
  time: (clock) => {
    const [hour = '', minute = ''] = clock.split(':');
    return `${Number(hour)}\u00a0h${minute === '00' ? '' : `\u00a0${minute}`}`;
  },
  zone: (name) => name.replace(/^heure : /, 'heure locale : '),
  colon: '\u00a0:',
  by: {
    soon: 'dans les meilleurs délais',
    today: (time) => `aujourd’hui, au plus tard à ${time}`,
    tomorrow: (time) => `demain, au plus tard à ${time}`,
    on: (day, time) => `au plus tard ${day} à ${time}`,
    day: (day) => `d’ici au ${day}`,
  },
  at: {
    today: (time) => `aujourd’hui à ${time}`,
    tomorrow: (time) => `demain à ${time}`,
    yesterday: (time) => `hier à ${time}`,
    on: (day, time) => `${day} à ${time}`,
  },
  label: {
    reference: 'Référence',
    subject: 'Objet',
    customer: 'De',
    clock: 'En attente',
    due: 'Réponse attendue',
    wasDue: 'Échéance',
    attachments: 'Pièces jointes',
    yourMessage: 'Votre message',
    message: 'Message',
  },
  clock: { firstReply: 'première réponse', nextReply: 'réponse suivante', resolution: 'résolution' },
  acknowledgement: {
    subject: 'Re: {subject} [{reference}]',
    greeting: 'Bonjour {name},',
    body: `Merci d’avoir écrit à {desk}. Nous avons bien reçu votre message «\u00a0{subject}\u00a0»\u00a0: une personne de notre équipe va le lire et y répondre.

Vous recevrez notre réponse {by}.

{facts}

{message}

Vous souhaitez ajouter quelque chose\u00a0? Répondez simplement à ce message, il restera dans la même conversation.`,
    footer: 'Ce message vous est envoyé automatiquement, car vous avez écrit à {mailbox}.',
  },
  reply: {
    subject: 'Re: {subject} [{reference}]',
    greeting: '',
    body: '{message}',
    footer: '{desk} · {reference}',
  },
  reminder: {
    subject: 'Re: {subject} [{reference}]',
    greeting: 'Bonjour {name},',
    body: `Nous vous avons écrit au sujet de «\u00a0{subject}\u00a0» et n’avons pas eu de vos nouvelles depuis. Avez-vous encore besoin de notre aide\u00a0?

Si oui, répondez simplement à ce message. Sans nouvelles de votre part {by}, nous considérerons la question comme réglée. Vous pourrez toujours nous écrire de nouveau.`,
    openEnded: `Nous vous avons écrit au sujet de «\u00a0{subject}\u00a0» et n’avons pas eu de vos nouvelles depuis. Avez-vous encore besoin de notre aide\u00a0?

Si oui, répondez simplement à ce message. Si tout est réglé, vous n’avez rien à faire.`,
    footer: '{desk} · {reference}',
  },
  notification: {
    subject: '{subject} [{reference}]',
    greeting: '',
    body: `{facts}

{message}

Pour répondre, répondez simplement à ce message. Votre réponse part au client depuis {mailbox}\u00a0; votre propre adresse reste cachée.

Une première ligne #resolve, #pend ou #note résout le ticket, le met en attente du client ou garde votre texte comme note pour l’équipe.`,
    footer: '{desk} · {reference}',
    heading: {
      'new-ticket': 'Nouveau ticket de {name}',
      'customer-reply': '{name} a de nouveau écrit',
      assigned: 'Ce ticket est maintenant le vôtre',
      reopened: '{name} a de nouveau écrit\u00a0: le ticket est rouvert',
      released: 'Sorti de quarantaine\u00a0: un message de {name}',
      undelivered: 'Une réponse à {name} n’a pas pu être remise',
    },
  },
  warning: {
    subject: 'Bientôt à échéance : {subject} [{reference}]',
    greeting: '',
    heading: 'Bientôt à échéance\u00a0: {clock}',
    body: `{facts}

Pour répondre au client, répondez simplement à ce message. Votre réponse part depuis {mailbox}.`,
    footer: '{desk} · {reference}',
  },
  breach: {
    subject: 'En retard : {subject} [{reference}]',
    greeting: '',
    heading: 'En retard\u00a0: {clock}',
    body: `{facts}

Pour répondre au client, répondez simplement à ce message. Votre réponse part depuis {mailbox}.`,
    footer: '{desk} · {reference}',
  },
  escalation: {
    subject: 'Toujours en retard : {subject} [{reference}]',
    greeting: '',
    heading: 'Toujours en retard\u00a0: {clock}',
    body: `{facts}

Ce ticket vous est transmis parce qu’il attend toujours. Pour répondre au client, répondez simplement à ce message. Votre réponse part depuis {mailbox}.`,
    footer: '{desk} · {reference}',
  },
  refusal: {
    subject: 'Non envoyé : {subject} [{reference}]',
    greeting: '',
    heading: 'Votre réponse n’a pas été envoyée au client',
    body: `{why}

Le client n’en a rien vu.`,
    footer: '{desk} · {reference}',
    reasons: {
      empty: 'Il n’y avait pas de texte au-dessus du message cité.',
      excluded: 'Le ticket a été mis de côté (indésirable, fusionné ou transmis)\u00a0: plus aucune réponse n’en part.',
      erased: 'Les données du client ont été effacées\u00a0: il n’y a plus d’adresse à laquelle écrire.',
      unproven: 'Nous n’avons pas pu vérifier que le message venait de votre adresse (échec SPF, DKIM ou DMARC).',
      'not-an-agent': 'L’adresse d’expédition n’est celle d’aucun agent actif de ce service.',
      machine: 'Il ressemblait à une réponse automatique.',
      'too-large': 'Il est trop volumineux pour être envoyé en un seul message.',
      'no-quick-reply': 'Il n’y a pas de réponse rapide du nom indiqué après #quick.',
    },
  },
  survey: {
    subject: 'Votre avis nous intéresse',
    greeting: 'Bonjour {name},',
    about: {
      order: 'Votre commande {subject} devrait maintenant être arrivée.',
      ticket: 'Vous nous avez récemment écrit au sujet de «\u00a0{subject}\u00a0».',
    },
    question: {
      csat: 'Comment évaluez-vous notre service\u00a0?',
      nps: 'Recommanderiez-vous {desk} à un proche ou à un collègue\u00a0?',
    },
    body: `{about}

{question}

{survey}

Votre choix ouvre une courte page où vous pourrez le confirmer et ajouter un commentaire.`,
    faces: ['Très insatisfaisant', 'Insatisfaisant', 'Moyen', 'Satisfaisant', 'Très satisfaisant'],
    ends: { nps: ['Pas du tout', 'Sans hésiter'] },
    footer: 'Vous recevez ce message parce que vous avez été en contact avec {desk}. {unsubscribe}',
    unsubscribe: 'Plus d’enquêtes',
  },
  report: {
    subject: '{desk} : {day}',
    heading: '{day}',
    figures: {
      new: 'Nouveaux tickets',
      resolved: 'Résolus',
      active: 'Ouverts à minuit',
      firstReply: 'Première réponse, médiane',
      onTime: 'Répondus à temps',
      unanswered: 'Restés sans réponse',
      csat: 'Clients satisfaits',
      nps: 'Net Promoter Score',
    },
    columns: { figure: 'Indicateur', day: 'Ce jour', before: 'Semaine d’avant' },
    noData: 'aucune donnée',
    quiet: 'Une journée calme\u00a0: personne n’a écrit.',
    up: 'en hausse',
    down: 'en baisse',
    same: 'inchangé',
    byDay: '{figure} par jour',
    surges: 'Plus que d’habitude',
    noSurges: 'Rien d’inhabituel.',
    surge: '{type}\u00a0: {count} au lieu d’environ {usual}',
    late: 'En retard maintenant',
    noLate: 'Rien n’est en retard.',
    more: 'et {count} autres',
    fresh: 'Chiffres arrêtés {time} ({zone}).',
  },
};
