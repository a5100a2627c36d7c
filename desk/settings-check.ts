import type { Settings } from './settings.ts';
import { type Fault, referenceFaults } from './settings-references.ts';
import { isZone } from './sla/zone.ts';

/**
 * Everything that is wrong with settings whose shape is right, so that what is saved can be trusted when it is read.
 * Each rule lives with what it is about; they are gathered here.
 */
export function checkSettings(settings: Settings): Fault[] {
  return [...zoneFaults(settings), ...referenceFaults(settings)];
}

/** The names in force are those of the runtime's tz database. */
function zoneFaults({ desk, calendars }: Settings): Fault[] {
  const zones = [{ field: 'desk.zone', zone: desk.zone }, ...calendars.map(({ zone }, n) => ({ field: `calendars.${n}.zone`, zone }))];
  return zones.filter(({ zone }) => !isZone(zone)).map(({ field, zone }) => ({ field, why: `There is no time zone "${zone}".` }));
}
