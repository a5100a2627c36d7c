import type { Speech } from '../shop.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { fa } from './fa.ts';
import { fr } from './fr.ts';
import { ro } from './ro.ts';
import type { Texts } from './text.ts';

export const TEXTS: Readonly<Record<Speech, Texts>> = { en, de, ro, fr, es, fa };
