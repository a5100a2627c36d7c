/* Icons as a few strokes each, drawn here: no font, no request. */

const PATHS: Readonly<Record<string, string>> = {
  today: 'M3 12h4l2-6 4 12 3-8 1 2h4',
  tickets: 'M4 6h16v12H4zM4 7l8 6 8-6',
  volume: 'M5 20V11M10 20V5M15 20v-7M20 20V8',
  response: 'M12 4a8 8 0 100 16 8 8 0 000-16M12 8v4l3 2',
  types: 'M4 4h7l9 9-7 7-9-9zM8 8h.01',
  happiness: 'M12 4a8 8 0 100 16 8 8 0 000-16M9 10h.01M15 10h.01M8.5 14c1.8 2.2 5.2 2.2 7 0',
  agents: 'M9 11a3.5 3.5 0 100-7 3.5 3.5 0 000 7M3 20c0-4 12-4 12 0M16 5a3 3 0 010 6M18 14c2 .6 3 2 3 4',
  hours: 'M4 5h16v15H4zM4 10h16M9 10v10M15 10v10M4 15h16',
  settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 5v4M9 15v4',
  menu: 'M4 7h16M4 12h16M4 17h16',
  look: 'M12 4a8 8 0 000 16zM12 4a8 8 0 010 16',
  keys: 'M4 7h16v10H4zM7 10h.01M11 10h.01M15 10h.01M8 14h8',
  out: 'M10 5H5v14h5M13 8l4 4-4 4M17 12H9',
  warning: 'M12 4l9 16H3zM12 10v4M12 17h.01',
  attachment: 'M8 12l6-6a3 3 0 014 4l-8 8a5 5 0 01-7-7l7-7',
  search: 'M10.5 4a6.5 6.5 0 100 13 6.5 6.5 0 000-13M15.5 15.5L20 20',
};

/** @param name a page, or one of the few others; an unknown one draws nothing */
export const Icon = ({ name }: { name: string }) => (
  <svg class="icon" viewBox="0 0 24 24" width="18" height="18" aria-hidden="true">
    <path d={PATHS[name] ?? ''} />
  </svg>
);
