import type { Words } from '../words.ts';

export const es: Words = {
  locale: 'es',
  direction: 'ltr',
  noSubject: '(sin asunto)',
  nameless: '',
  somebody: 'Un cliente',
  time: (clock) => `${clock.startsWith('01:') ? 'la' : 'las'} ${clock.replace(/^0/, '')}`,
  zone: (name) => name,
  colon: ':',
  by: {
    soon: 'lo antes posible',
    today: (time) => `hoy, a más tardar a ${time}`,
    tomorrow: (time) => `mañana, a más tardar a ${time}`,
    on: (day, time) => `a más tardar el ${day.replace(',', '')} a ${time}`,
    day: (day) => `antes del ${day.replace(',', '')}`,
  },
  at: {
    today: (time) => `hoy a ${time}`,
    tomorrow: (time) => `mañana a ${time}`,
    yesterday: (time) => `ayer a ${time}`,
    on: (day, time) => `el ${day.replace(',', '')} a ${time}`,
  },
  label: {
    reference: 'Referencia',
    subject: 'Asunto',
    customer: 'De',
    clock: 'Pendiente',
    due: 'Plazo',
    wasDue: 'Plazo vencido',
    attachments: 'Adjuntos',
    yourMessage: 'Su mensaje',
    message: 'Mensaje',
  },
  clock: { firstReply: 'primera respuesta', nextReply: 'siguiente respuesta', resolution: 'resolución' },
  acknowledgement: {
    subject: 'Re: {subject} [{reference}]',
    greeting: 'Hola, {name}:',
    body: `Gracias por escribir a {desk}. Hemos recibido su mensaje «{subject}»; una persona de nuestro equipo lo leerá y le responderá.

Recibirá nuestra respuesta {by}.

{facts}

{message}

¿Desea añadir algo? Responda a este correo y quedará en la misma conversación.`,
    footer: 'Este correo se ha enviado automáticamente porque usted escribió a {mailbox}.',
  },
  reply: {
    subject: 'Re: {subject} [{reference}]',
    greeting: '',
    body: '{message}',
    footer: '{desk} · {reference}',
  },
  reminder: {
    subject: 'Re: {subject} [{reference}]',
    greeting: 'Hola, {name}:',
    body: `Le escribimos sobre «{subject}» y desde entonces no hemos tenido noticias suyas. ¿Aún necesita nuestra ayuda?

Si es así, responda a este correo. Si no tenemos noticias suyas {by}, daremos el asunto por resuelto. Siempre puede volver a escribirnos.`,
    openEnded: `Le escribimos sobre «{subject}» y desde entonces no hemos tenido noticias suyas. ¿Aún necesita nuestra ayuda?

Si es así, responda a este correo. Si todo está resuelto, no tiene que hacer nada.`,
    footer: '{desk} · {reference}',
  },
  notification: {
    subject: '{subject} [{reference}]',
    greeting: '',
    body: `{facts}

{message}

Para contestar, responda a este correo. Su respuesta llegará al cliente desde {mailbox}; su propia dirección no se muestra.

Si la primera línea dice #resolve, #pend o #note, el tique se resuelve, queda a la espera del cliente o su texto se guarda como nota para el equipo.`,
    footer: '{desk} · {reference}',
    heading: {
      'new-ticket': 'Nuevo tique de {name}',
      'customer-reply': '{name} ha vuelto a escribir',
      assigned: 'Este tique ahora es suyo',
      reopened: '{name} ha vuelto a escribir: el tique se ha reabierto',
      released: 'Fuera de la cuarentena: un mensaje de {name}',
      undelivered: 'No se pudo entregar una respuesta a {name}',
    },
  },
  warning: {
    subject: 'Vence pronto: {subject} [{reference}]',
    greeting: '',
    heading: 'Vence pronto: {clock}',
    body: `{facts}

Para contestar al cliente, responda a este correo. Su respuesta saldrá desde {mailbox}.`,
    footer: '{desk} · {reference}',
  },
  breach: {
    subject: 'Fuera de plazo: {subject} [{reference}]',
    greeting: '',
    heading: 'Fuera de plazo: {clock}',
    body: `{facts}

Para contestar al cliente, responda a este correo. Su respuesta saldrá desde {mailbox}.`,
    footer: '{desk} · {reference}',
  },
  escalation: {
    subject: 'Sigue fuera de plazo: {subject} [{reference}]',
    greeting: '',
    heading: 'Sigue fuera de plazo: {clock}',
    body: `{facts}

Este tique se le ha trasladado porque sigue esperando. Para contestar al cliente, responda a este correo. Su respuesta saldrá desde {mailbox}.`,
    footer: '{desk} · {reference}',
  },
  refusal: {
    subject: 'No enviado: {subject} [{reference}]',
    greeting: '',
    heading: 'Su respuesta no se ha enviado al cliente',
    body: `{why}

El cliente no ha visto nada de ella.`,
    footer: '{desk} · {reference}',
    reasons: {
      empty: 'No había texto encima del mensaje citado.',
      excluded: 'El tique se ha apartado (correo no deseado, fusionado o trasladado) y ya no salen respuestas de él.',
      erased: 'Los datos del cliente se han borrado: ya no hay dirección a la que escribir.',
      unproven: 'No pudimos comprobar que el correo viniera de su dirección (no superó SPF, DKIM o DMARC).',
      'not-an-agent': 'La dirección del remitente no es de ningún agente activo de este servicio.',
      machine: 'Parecía una respuesta automática.',
      'too-large': 'Es demasiado grande para enviarse en un solo correo.',
      'no-quick-reply': 'No hay ninguna respuesta rápida con el nombre que sigue a #quick.',
    },
  },
  survey: {
    subject: '¿Qué le hemos parecido?',
    greeting: 'Hola, {name}:',
    about: {
      order: 'Su pedido {subject} ya debería haberle llegado.',
      ticket: 'Hace poco nos escribió sobre «{subject}».',
    },
    question: {
      csat: '¿Qué tal lo hemos hecho?',
      nps: '¿Qué probabilidad hay de que recomiende {desk} a un amigo o compañero?',
    },
    body: `{about}

{question}

{survey}

Al elegir se abre una página breve en la que puede confirmar su respuesta y añadir un comentario.`,
    faces: ['Muy mal', 'Mal', 'Regular', 'Bien', 'Muy bien'],
    ends: { nps: ['Nada probable', 'Muy probable'] },
    footer: 'Recibe este correo porque ha estado en contacto con {desk}. {unsubscribe}',
    unsubscribe: 'Ninguna encuesta más',
  },
  report: {
    subject: '{desk}: {day}',
    heading: '{day}',
    figures: {
      new: 'Tiques nuevos',
      resolved: 'Resueltos',
      active: 'Abiertos a medianoche',
      firstReply: 'Primera respuesta, mediana',
      onTime: 'Respondidos a tiempo',
      unanswered: 'Nunca respondidos',
      csat: 'Clientes satisfechos',
      nps: 'Net Promoter Score',
    },
    columns: { figure: 'Indicador', day: 'Ese día', before: 'Semana anterior' },
    noData: 'sin datos',
    quiet: 'Un día tranquilo: nadie ha escrito.',
    up: 'sube',
    down: 'baja',
    same: 'sin cambios',
    byDay: '{figure} por día',
    surges: 'Más de lo habitual',
    noSurges: 'Nada fuera de lo común.',
    surge: '{type}: {count} en lugar de unos {usual}',
    late: 'Fuera de plazo ahora',
    noLate: 'Nada está fuera de plazo.',
    more: 'y {count} más',
    fresh: 'Datos hasta {time} ({zone}).',
  },
};
