/** The colours of a mail, light and dark. Each text on its ground has a contrast of at least 4.5 (WCAG 2.2, 1.4.3). */
export const COLOUR = {
  page: '#f2f4f7',
  card: '#ffffff',
  ink: '#1d2530',
  soft: '#576171',
  line: '#d9dee6',
  link: '#1a56c4',
  well: '#f6f8fa',
} as const;
export const DARK = {
  page: '#12151a',
  card: '#1c2128',
  ink: '#e7eaef',
  soft: '#a6afbd',
  line: '#3a424e',
  link: '#8ab4ff',
  well: '#252b34',
} as const;
