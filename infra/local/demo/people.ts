import type { Chance } from './chance.ts';
import { LANGUAGE_WEIGHTS, type Speech } from './shop.ts';

/* Customers: names by language, addresses at .test; some write again. */

export type Customer = { readonly name: string; readonly first: string; readonly address: string; readonly language: Speech };

const NAMES: Readonly<Record<Speech, { readonly first: readonly string[]; readonly last: readonly string[] }>> = {
  en: {
    first:
      'Emma Liam Sophie Jack Grace Conor Niamh Oliver Ciara Noah Hannah Sean Lucy Daniel Orla Harry Chloe Patrick Ella James Molly Rory Alice Finn'.split(
        ' ',
      ),
    last: 'Murphy Kelly Walsh Smith Ryan Taylor Doyle Brown Nolan Clarke Hayes Wilson Quinn Moore Burke Evans Lynch Carter Daly Wright Foley Bennett'.split(
      ' ',
    ),
  },
  de: {
    first: 'Anna Jonas Klara Felix Greta Paul Ida Moritz'.split(' '),
    last: 'Schneider Weber Vogel Krüger Böhm Lange Hoffmann'.split(' '),
  },
  ro: { first: 'Andreea Mihai Elena Radu Ștefania Vlad'.split(' '), last: 'Popescu Ionescu Țurcanu Stan Moldovan'.split(' ') },
  fr: { first: 'Camille Hugo Léa Antoine Zoé Mathieu'.split(' '), last: 'Laurent Moreau Girard Lefèvre Rousseau'.split(' ') },
  es: { first: 'Lucía Javier Carmen Pablo Inés Andrés'.split(' '), last: 'García Muñoz Romero Navarro Ibáñez'.split(' ') },
  fa: { first: ['سارا', 'آرش', 'نیلوفر', 'کاوه', 'مریم'], last: ['رضایی', 'کریمی', 'حسینی', 'مرادی'] },
};
/** Persian names as people spell them in addresses. */
const LATIN: Readonly<Record<string, string>> = {
  سارا: 'sara',
  آرش: 'arash',
  نیلوفر: 'niloofar',
  کاوه: 'kaveh',
  مریم: 'maryam',
  رضایی: 'rezaei',
  کریمی: 'karimi',
  حسینی: 'hosseini',
  مرادی: 'moradi',
};
const latin = (name: string): string =>
  (LATIN[name] ?? name)
    .normalize('NFD')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase();
const PROVIDERS = ['post.test', 'mailbox.test', 'home.test', 'inbox.test', 'family.test'];
/** So often somebody writes who has written before. */
const AGAIN = 0.18;

export class People {
  readonly #chance: Chance;
  readonly #all: Customer[] = [];

  constructor(chance: Chance) {
    this.#chance = chance;
  }

  /** Somebody who writes or orders: new, or known already. */
  next(): Customer {
    const chance = this.#chance;
    if (this.#all.length > 20 && chance.is(AGAIN)) return chance.pick(this.#all);
    const made = this.make(chance.weighted(LANGUAGE_WEIGHTS));
    this.#all.push(made);
    return made;
  }

  /** Somebody new. @param fate what becomes of mail to them, as the local desk reads it from the address */
  make(language: Speech, fate: 'bounce' | 'softbounce' | 'complaint' | null = null): Customer {
    const chance = this.#chance;
    const [first, last] = [chance.pick(NAMES[language].first), chance.pick(NAMES[language].last)];
    const local = `${latin(first)}.${latin(last)}${this.#all.length + 10}${fate === null ? '' : chance.whole(100, 999)}`;
    return { name: `${first} ${last}`, first, language, address: `${fate === null ? '' : `${fate}-`}${local}@${chance.pick(PROVIDERS)}` };
  }
}
