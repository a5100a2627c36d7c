import type { Texts } from './text.ts';

export const ro: Texts = {
  hello: 'Bună ziua, {name},',
  bye: 'Cu drag,\n{agent}',
  signs: ['Mulțumesc,\n{name}', 'O zi bună,\n{name}', 'Cu stimă,\n{name}'],
  topics: {
    delivery: {
      first: [
        [
          'Unde este comanda {order}?',
          'Am comandat săptămâna trecută și coletul nu a ajuns încă. Numărul comenzii este {order}. Când vine?',
        ],
        ['Coletul apare livrat', 'Curierul spune că {order} a fost livrat azi dimineață, dar la mine nu a ajuns nimic.'],
      ],
      answer: [
        'Am verificat: coletul a plecat ieri de la noi și ar trebui să ajungă în două zile lucrătoare.',
        'Coletul a stat peste weekend în depozitul curierului; ajunge mâine la dumneavoastră.',
      ],
      ask: ['Ca să întreb curierul: adresa este corectă și ce nume este la interfon?'],
      detail: ['Adresa este corectă, interfon 12.'],
    },
    confirmation: {
      first: [['Nu am primit confirmarea comenzii', 'Am plătit cu cardul acum o oră și nu am primit nicio confirmare. A mers comanda?']],
      answer: ['Comanda a ajuns la noi, are numărul {order}. Confirmările au întârziat din vina noastră; nu comandați din nou.'],
      ask: ['Nu găsesc nicio comandă la această adresă. Ați folosit poate alta?'],
      detail: ['Da, am plătit prin PayPal, acolo am adresa veche.'],
    },
    return: {
      first: [['Retur {order}', 'Produsul este frumos, dar prea mare pentru bucătăria noastră. Cum îl trimit înapoi?']],
      answer: ['Desigur. Eticheta este în contul dumneavoastră; aveți la dispoziție 30 de zile.'],
      ask: ['Ce produs doriți să returnați? Mai aveți cutia?'],
      detail: ['Doar unul dintre ele, cutia o am.'],
    },
    payment: {
      first: [['Plată de două ori pentru {order}', 'Pe card apar două plăți pentru {order}. Vă rog să îmi returnați una.']],
      answer: ['Văd o plată și o sumă blocată. Banca o eliberează în câteva zile, deci plătiți o singură dată.'],
      ask: ['Îmi puteți spune ultimele patru cifre ale cardului și data plății?'],
      detail: ['Se termină cu 5512, luni.'],
    },
    damaged: {
      first: [['Spart la livrare: {order}', 'A ajuns în trei bucăți, deși cutia era întreagă. Ce facem acum?']],
      answer: ['Îmi pare rău. Astăzi pleacă unul nou; cioburile nu trebuie trimise înapoi.'],
      ask: ['Ne puteți trimite o fotografie cu produsul și cu cutia? O cere curierul.'],
      detail: ['Am încărcat două fotografii, cutia este în a doua.'],
    },
    product: {
      first: [['Întrebare despre produs', 'Poate fi spălat la mașina de vase? Nu am găsit pe pagină.']],
      answer: ['Da, până la 60 de grade. Spălat de mână rămâne frumos mai mult timp.'],
      ask: ['Cu plăcere. Pentru ce fel de plită?'],
      detail: ['Plită cu inducție.'],
    },
    change: {
      first: [['Schimbare adresă pentru {order}', 'Am dat adresa veche la {order}. Se mai poate schimba?']],
      answer: ['Am schimbat-o, {order} pleacă la adresa nouă.'],
      ask: ['Se mai poate. Care este adresa completă?'],
      detail: ['Strada Teiului 8, Cluj-Napoca.'],
    },
    account: {
      first: [['Nu pot intra în cont', 'Am cerut de trei ori o parolă nouă și nu vine niciun mesaj.']],
      answer: ['Adresa era salvată greșit. Am corectat-o, vă rog să încercați din nou.'],
      ask: ['Ce adresă ați folosit pentru cont?'],
      detail: ['Cea cu punct în nume.'],
    },
  },
  more: ['Mulțumesc pentru răspuns. Se poate livra și la birou?', 'Am înțeles. Costă ceva în plus?'],
  moreAnswer: ['Da, se poate. Am notat și nu costă nimic.'],
  chase: ['Am întrebat curierul. Răspunde de obicei în două zile, vă scriu imediat ce știu.'],
  chased: ['Curierul l-a găsit, ajunge mâine. Am returnat costul livrării.'],
  again: ['Din păcate nici astăzi nu a ajuns.'],
  againAnswer: ['Îmi pare rău, nu trebuia să se întâmple. M-am ocupat personal, pleacă astăzi prin curier rapid.'],
  thanks: ['Mulțumesc mult!', 'Mulțumesc pentru ajutor!', 'Perfect, mulțumesc.'],
  nudge: [['Încă ceva despre {order}', 'În mesajul anterior am uitat numărul comenzii: {order}.']],
  callBack: ['Vă mulțumesc că ne-ați spus deschis. A fost greșeala noastră și îmi pare rău. Am returnat costul livrării.'],
  glad: ['Rapid și amabil.', 'Ambalat foarte bine.', 'Căni minunate!'],
  lukewarm: ['Bine, dar a durat.'],
  sore: ['A trebuit să scriu de trei ori.'],
};
