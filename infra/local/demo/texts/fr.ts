import type { Texts } from './text.ts';

export const fr: Texts = {
  hello: 'Bonjour {name},',
  bye: 'Bien cordialement\n{agent}',
  signs: ['Cordialement\n{name}', 'Merci d’avance\n{name}', 'Bonne journée\n{name}'],
  topics: {
    delivery: {
      first: [
        [
          'Où est ma commande {order} ?',
          'J’ai commandé il y a une semaine et le colis n’est pas encore arrivé. Le numéro est {order}. Quand sera-t-il là ?',
        ],
        ['Colis indiqué livré', 'Le suivi dit que {order} a été livré ce matin, mais je n’ai rien reçu.'],
      ],
      answer: ['J’ai vérifié : le colis est parti hier et devrait arriver sous deux jours ouvrés.'],
      ask: ['Pour interroger le transporteur : l’adresse est-elle exacte, et quel nom figure sur la sonnette ?'],
      detail: ['L’adresse est exacte, deuxième étage à gauche.'],
    },
    confirmation: {
      first: [
        [
          'Pas de confirmation de commande',
          'J’ai payé il y a une heure et je n’ai reçu aucune confirmation. La commande est-elle passée ?',
        ],
      ],
      answer: [
        'Votre commande est bien arrivée, son numéro est {order}. Nos confirmations étaient bloquées ; ne commandez pas une seconde fois.',
      ],
      ask: ['Je ne trouve pas de commande à cette adresse. En avez-vous utilisé une autre ?'],
      detail: ['Oui, j’ai payé par PayPal, avec mon ancienne adresse.'],
    },
    return: {
      first: [['Retour de {order}', 'L’article est joli mais trop grand pour notre cuisine. Comment le renvoyer ?']],
      answer: ['Bien sûr. L’étiquette est dans votre compte ; vous avez trente jours.'],
      ask: ['Quel article souhaitez-vous renvoyer, et avez-vous encore la boîte ?'],
      detail: ['Un seul article, et j’ai gardé la boîte.'],
    },
    payment: {
      first: [['Débité deux fois pour {order}', 'Ma carte montre deux paiements pour {order}. Merci de m’en rembourser un.']],
      answer: ['Je vois un paiement et une réservation, que votre banque libère en quelques jours.'],
      ask: ['Quels sont les quatre derniers chiffres de la carte, et la date du paiement ?'],
      detail: ['Elle finit par 9021, c’était lundi.'],
    },
    damaged: {
      first: [['Cassé à l’arrivée : {order}', 'L’article est arrivé en trois morceaux. Que faire ?']],
      answer: ['Je suis désolée. Un nouveau part aujourd’hui, gardez les morceaux.'],
      ask: ['Pourriez-vous nous envoyer une photo de l’article et du carton ?'],
      detail: ['Les photos sont sur votre page, le carton est sur la deuxième.'],
    },
    product: {
      first: [['Question sur un article', 'Passe-t-il au lave-vaisselle ?']],
      answer: ['Oui, jusqu’à 60 degrés.'],
      ask: ['Volontiers. Pour quelle plaque de cuisson ?'],
      detail: ['À induction.'],
    },
    change: {
      first: [['Changer l’adresse de {order}', 'J’ai donné mon ancienne adresse pour {order}. Peut-on encore la changer ?']],
      answer: ['C’est fait, {order} part à la nouvelle adresse.'],
      ask: ['C’est encore possible. Quelle est l’adresse complète ?'],
      detail: ['12 rue des Tilleuls, 69003 Lyon.'],
    },
    account: {
      first: [['Connexion impossible', 'J’ai demandé trois fois un nouveau mot de passe et rien n’arrive.']],
      answer: ['L’adresse était mal enregistrée. Je l’ai corrigée, essayez encore une fois.'],
      ask: ['Quelle adresse avez-vous utilisée pour le compte ?'],
      detail: ['Celle avec le point.'],
    },
  },
  more: ['Merci de votre réponse. Peut-on livrer à mon bureau ?'],
  moreAnswer: ['Oui, c’est possible, et c’est sans frais.'],
  chase: ['J’ai ouvert une enquête auprès du transporteur. Il répond sous deux jours, je vous écris aussitôt.'],
  chased: ['Le transporteur l’a retrouvé, il arrive demain. Les frais de port sont remboursés.'],
  again: ['Malheureusement, rien n’est arrivé à ce jour.'],
  againAnswer: ['Je suis désolée, cela n’aurait pas dû arriver. Je m’en suis occupée moi-même : il part aujourd’hui en express.'],
  thanks: ['Merci beaucoup !', 'Parfait, merci pour votre aide !'],
  nudge: [['Encore au sujet de {order}', 'J’avais oublié le numéro dans mon dernier message : {order}.']],
  callBack: ['Merci de nous l’avoir dit franchement. La faute est de notre côté et j’en suis désolée. Les frais de port sont remboursés.'],
  glad: ['Rapide et aimable.', 'Très bien emballé.'],
  lukewarm: ['Bien, mais un peu long.'],
  sore: ['J’ai dû écrire trois fois.'],
};
