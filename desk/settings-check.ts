import type { Settings } from './settings.ts';
import { type Fault, referenceFaults } from './settings-references.ts';
import { calendarFaults } from './sla/calendar-check.ts';
import { policyFaults } from './sla/policy-check.ts';
import { isZone } from './sla/zone.ts';

/**
 * Everything that is wrong with settings whose shape is right, so that what is saved can be trusted when it is read.
 * Each rule lives with what it is about; they are gathered here. Holidays are checked where they are written out
 * (sla/holidays.ts), because their rules weigh too much for whoever only counts time.
 */
export function checkSettings(settings: Settings): Fault[] {
  const { desk, calendars, surveys } = settings;
  const faults: Fault[] = isZone(desk.zone) ? [] : [{ field: 'desk.zone', why: `There is no time zone "${desk.zone}".` }];
  faults.push(...referenceFaults(settings));
  calendars.forEach((calendar, n) => {
    for (const { field, why } of calendarFaults(calendar)) faults.push({ field: `calendars.${n}.${field}`, why });
  });
  faults.push(...policyFaults(settings));
  const { from, to } = surveys.hours;
  if (to <= from) faults.push({ field: 'surveys.hours', why: `From ${from} to ${to} is empty; surveys are asked by day.` });
  return faults;
}
