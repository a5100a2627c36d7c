import type { Texts } from './text.ts';

export const de: Texts = {
  hello: 'Guten Tag {name},',
  bye: 'Herzliche Grüße\n{agent}',
  signs: ['Viele Grüße\n{name}', 'Mit freundlichen Grüßen\n{name}', 'Danke und Gruß\n{name}'],
  topics: {
    delivery: {
      first: [
        [
          'Wo bleibt meine Bestellung {order}?',
          'ich warte seit einer Woche auf die Bestellung {order}. In der Sendungsverfolgung tut sich nichts. Können Sie nachsehen?',
        ],
        [
          'Lieferung {order}',
          'laut Sendungsverfolgung wurde {order} gestern zugestellt, hier ist aber nichts angekommen. Auch die Nachbarn wissen nichts.',
        ],
      ],
      answer: [
        'ich habe nachgesehen: Das Paket hat uns gestern verlassen und sollte in zwei Werktagen bei Ihnen sein.',
        'das Paket lag über das Wochenende im Verteilzentrum und ist seit heute früh wieder unterwegs. Es kommt morgen an.',
      ],
      ask: ['damit ich beim Paketdienst nachfragen kann: Stimmt die Anschrift, und welcher Name steht an der Klingel?'],
      detail: ['die Anschrift stimmt, an der Klingel steht aber noch der Name meiner Vormieterin.'],
    },
    confirmation: {
      first: [
        [
          'Keine Bestellbestätigung',
          'ich habe heute bestellt und bezahlt, aber keine Bestätigung bekommen. Ist die Bestellung angekommen?',
        ],
        ['Bestätigung fehlt', 'das Geld ist abgebucht, eine Bestellnummer habe ich nicht. Soll ich noch einmal bestellen?'],
      ],
      answer: ['Ihre Bestellung ist da, die Nummer ist {order}. Unsere Bestätigungen hingen fest; bitte bestellen Sie nicht noch einmal.'],
      ask: ['unter dieser Adresse finde ich keine Bestellung. Haben Sie vielleicht mit PayPal bezahlt?'],
      detail: ['ja, mit PayPal, dort steht meine alte Adresse.'],
    },
    return: {
      first: [
        ['Rücksendung zu {order}', 'leider ist die Ware zu groß für unsere Küche. Wie schicke ich sie zurück? Bestellung {order}.'],
        ['Umtausch möglich?', 'ich hätte die Kanne lieber in Creme statt in Grün. Ist ein Umtausch möglich?'],
      ],
      answer: [
        'gerne. Das Etikett liegt in Ihrem Konto; einfach aufkleben und irgendwo abgeben. Sie haben 30 Tage Zeit.',
        'wir tauschen gern. Sobald Ihr Paket gescannt ist, geht der Ersatz hinaus.',
      ],
      ask: ['welches Teil möchten Sie zurückgeben, und ist die Verpackung noch da?'],
      detail: ['nur das eine Teil, der Karton ist noch da.'],
    },
    payment: {
      first: [
        ['Doppelt abgebucht', 'für {order} wurde zweimal abgebucht. Bitte erstatten Sie einen der beiden Beträge.'],
        ['Rechnung für {order}', 'könnten Sie mir bitte eine Rechnung mit unserer Firmenanschrift schicken?'],
      ],
      answer: [
        'ich sehe eine Zahlung und eine Vormerkung. Die Vormerkung löst Ihre Bank in wenigen Tagen auf.',
        'die Rechnung liegt jetzt bei {order} in Ihrem Konto.',
      ],
      ask: ['nennen Sie mir bitte die letzten vier Ziffern der Karte und das Datum, aber nicht die ganze Nummer.'],
      detail: ['sie endet auf 3308, gebucht am Montag.'],
    },
    damaged: {
      first: [
        ['Zerbrochen angekommen: {order}', 'die Ware kam in drei Teilen an. Der Karton war unversehrt, aber kaum gepolstert. Was nun?'],
        ['Falscher Artikel', 'in {order} lag etwas anderes als bestellt. Wie tauschen wir?'],
      ],
      answer: [
        'das tut mir leid. Ersatz geht heute noch hinaus, die Scherben brauchen Sie nicht zurückzuschicken.',
        'das war unser Fehler. Das Richtige verlässt uns heute, das andere holen wir ab.',
      ],
      ask: ['könnten Sie uns ein Foto vom Schaden und vom Karton schicken? Der Paketdienst verlangt es.'],
      detail: ['die Fotos habe ich hochgeladen, der Karton ist auf dem zweiten.'],
    },
    product: {
      first: [
        ['Frage zum Produkt', 'ist das Stück für die Spülmaschine geeignet? Auf der Seite steht nichts dazu.'],
        ['Wann wieder lieferbar?', 'der Kessel ist seit Wochen ausverkauft. Kommt er vor den Feiertagen wieder?'],
      ],
      answer: [
        'ja, bis 60 Grad. Von Hand gespült bleibt die Glasur länger schön.',
        'die nächste Lieferung kommt in der ersten Woche des Monats. Ich habe Sie vorgemerkt.',
      ],
      ask: ['gern. Für welches Kochfeld soll es denn sein?'],
      detail: ['für ein Induktionsfeld.'],
    },
    change: {
      first: [
        ['Adresse ändern für {order}', 'ich habe bei {order} die alte Adresse angegeben. Lässt sich das noch ändern?'],
        ['Storno {order}', 'bitte stornieren Sie {order}, ich habe mich in der Größe vertan.'],
      ],
      answer: ['erledigt, {order} geht an die neue Anschrift.', '{order} ist storniert, die Zahlung ist freigegeben.'],
      ask: ['das geht noch. Wie lautet die vollständige neue Anschrift?'],
      detail: ['Lindenweg 4, 50667 Köln.'],
    },
    account: {
      first: [['Anmeldung geht nicht', 'ich habe dreimal ein neues Passwort angefordert, es kommt keine Mail.']],
      answer: ['die Adresse war mit einem Tippfehler gespeichert. Ich habe es berichtigt, bitte versuchen Sie es noch einmal.'],
      ask: ['welche Adresse haben Sie für das Konto benutzt?'],
      detail: ['die mit dem Punkt im Namen.'],
    },
  },
  more: ['danke für die schnelle Antwort. Kann das Paket auch ins Büro geliefert werden?', 'verstehe. Kostet mich das etwas?'],
  moreAnswer: ['ja, das geht. Ich habe es vermerkt, es kostet nichts.', 'nein, das geht auf uns.'],
  chase: ['ich habe beim Paketdienst eine Nachforschung gestellt. Das dauert etwa zwei Tage, ich melde mich.'],
  chased: ['der Paketdienst hat es gefunden, es kommt morgen. Das Porto habe ich erstattet.'],
  again: ['leider ist bis heute nichts angekommen.', 'der Ersatz hat leider denselben Fehler.'],
  againAnswer: ['das tut mir leid, so sollte es nicht sein. Ich habe mich selbst darum gekümmert, es geht heute per Express hinaus.'],
  thanks: ['Vielen Dank!', 'Super, danke für die schnelle Hilfe!', 'Perfekt, besten Dank.'],
  nudge: [['Noch einmal zu {order}', 'in meiner letzten Mail fehlte die Bestellnummer: {order}.']],
  callBack: [
    'danke für Ihre offenen Worte. Es lag an uns, und es tut mir leid. Das Porto ist erstattet, den Rest würde ich gern am Telefon klären.',
  ],
  glad: ['Schnell und freundlich.', 'Gut verpackt, einen Tag früher da.', 'Sehr nette Antwort.'],
  lukewarm: ['In Ordnung, hat aber gedauert.', 'Schöne Sachen, teures Porto.'],
  sore: ['Musste dreimal schreiben.', 'Kam zerbrochen an.'],
};
