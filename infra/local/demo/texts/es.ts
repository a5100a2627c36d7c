import type { Texts } from './text.ts';

export const es: Texts = {
  hello: 'Hola, {name}:',
  bye: 'Un saludo\n{agent}',
  signs: ['Gracias\n{name}', 'Un saludo\n{name}', 'Saludos cordiales\n{name}'],
  topics: {
    delivery: {
      first: [
        [
          '¿Dónde está mi pedido {order}?',
          'Hice el pedido la semana pasada y todavía no ha llegado. El número es {order}. ¿Cuándo llegará?',
        ],
        ['Figura como entregado', 'El seguimiento dice que {order} se entregó esta mañana, pero aquí no hay nada.'],
      ],
      answer: ['Lo he mirado: el paquete salió ayer y debería llegar en dos días laborables.'],
      ask: ['Para preguntar al transportista: ¿es correcta la dirección y qué nombre hay en el timbre?'],
      detail: ['La dirección es correcta, tercero izquierda.'],
    },
    confirmation: {
      first: [['Sin confirmación del pedido', 'He pagado hace una hora y no me ha llegado ninguna confirmación. ¿Ha entrado el pedido?']],
      answer: ['Su pedido está aquí, con el número {order}. Las confirmaciones se quedaron atascadas; por favor, no lo repita.'],
      ask: ['No encuentro ningún pedido con esta dirección. ¿Usó quizá otra?'],
      detail: ['Sí, pagué con PayPal y ahí tengo la antigua.'],
    },
    return: {
      first: [['Devolución de {order}', 'Es bonito, pero demasiado grande para nuestra cocina. ¿Cómo lo devuelvo?']],
      answer: ['Claro. La etiqueta está en su cuenta; tiene 30 días.'],
      ask: ['¿Qué artículo quiere devolver? ¿Conserva la caja?'],
      detail: ['Solo uno, y sí, tengo la caja.'],
    },
    payment: {
      first: [['Cobrado dos veces: {order}', 'En mi tarjeta hay dos cargos por {order}. Devuélvanme uno, por favor.']],
      answer: ['Veo un pago y una retención; su banco la libera en unos días.'],
      ask: ['¿Me dice las cuatro últimas cifras de la tarjeta y la fecha?'],
      detail: ['Termina en 6604, el lunes.'],
    },
    damaged: {
      first: [['Llegó roto: {order}', 'Llegó en tres trozos, aunque la caja estaba bien. ¿Qué hacemos?']],
      answer: ['Lo siento mucho. Hoy mismo sale uno nuevo y no hace falta que devuelva los trozos.'],
      ask: ['¿Puede enviarnos una foto del artículo y de la caja?'],
      detail: ['Ya están subidas, la caja sale en la segunda.'],
    },
    product: {
      first: [['Pregunta sobre un artículo', '¿Se puede lavar en el lavavajillas?']],
      answer: ['Sí, hasta 60 grados.'],
      ask: ['Con gusto. ¿Para qué tipo de cocina?'],
      detail: ['De inducción.'],
    },
    change: {
      first: [['Cambiar la dirección de {order}', 'Puse la dirección antigua en {order}. ¿Aún se puede cambiar?']],
      answer: ['Hecho, {order} va a la nueva dirección.'],
      ask: ['Todavía se puede. ¿Cuál es la dirección completa?'],
      detail: ['Calle del Tilo 4, 46001 Valencia.'],
    },
    account: {
      first: [['No puedo entrar', 'He pedido tres veces una contraseña nueva y no llega nada.']],
      answer: ['La dirección estaba mal escrita. Ya está corregida, pruebe otra vez.'],
      ask: ['¿Qué dirección usó para la cuenta?'],
      detail: ['La del punto en el nombre.'],
    },
  },
  more: ['Gracias por la respuesta. ¿Se puede entregar en mi oficina?'],
  moreAnswer: ['Sí, se puede, y sin coste.'],
  chase: ['He abierto una consulta con el transportista. Suele tardar dos días; le escribo en cuanto sepa algo.'],
  chased: ['El transportista lo ha encontrado y llega mañana. Le he devuelto los gastos de envío.'],
  again: ['Por desgracia, a día de hoy no ha llegado nada.'],
  againAnswer: ['Lo siento, no debería haber pasado. Me he ocupado yo misma: sale hoy por mensajería urgente.'],
  thanks: ['¡Muchas gracias!', 'Perfecto, muchas gracias por su ayuda.'],
  nudge: [['Otra vez sobre {order}', 'En mi mensaje anterior olvidé el número: {order}.']],
  callBack: ['Gracias por decírnoslo con franqueza. La culpa fue nuestra y lo siento. Le hemos devuelto los gastos de envío.'],
  glad: ['Rápido y amable.', 'Muy bien embalado.'],
  lukewarm: ['Bien, pero tardó.'],
  sore: ['Tuve que escribir tres veces.'],
};
