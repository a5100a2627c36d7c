import { type Schemas, useDesk } from '../desk.ts';

type Clock = Schemas['Clock'];

/** The clocks of a ticket: what is due when, how much is spent, how late. */
export function Clocks({ clocks, nowMs }: { clocks: readonly Clock[]; nowMs: number }) {
  const { words } = useDesk();
  const texts = words.tickets.clock;
  return (
    <section class="facts-part">
      <h2>{texts.title}</h2>
      {clocks.length === 0 && <p class="fine">{texts.none}</p>}
      {clocks.map((clock) => (
        <OneClock key={clock.clock} clock={clock} nowMs={nowMs} />
      ))}
    </section>
  );
}

function OneClock({ clock, nowMs }: { clock: Clock; nowMs: number }) {
  const { words, format } = useDesk();
  const { clock: texts, clocks: names } = words.tickets;
  const { state, dueAt, spentSeconds, targetSeconds } = clock;
  const ticking = state === 'running' || state === 'paused';
  const late = clock.breached || (state === 'running' && dueAt !== null && Date.parse(dueAt) < nowMs);
  const share = spentSeconds !== null && targetSeconds ? Math.min(1, spentSeconds / targetSeconds) : null;
  const tone = late ? 'bad' : state === 'met' ? 'good' : share !== null && share > 0.75 && ticking ? 'warn' : '';
  return (
    <div class={`clock ${tone}`}>
      <p class="clock-head">
        <span>{names[clock.clock]}</span>
        <span class={`clock-state ${tone}`}>{late && ticking ? texts.lateBy(format.span(clock.lateBySeconds)) : texts.states[state]}</span>
      </p>
      {share !== null && (
        <span class="spent" aria-hidden="true">
          <span style={{ inlineSize: `${share * 100}%` }} />
        </span>
      )}
      <p class="fine">
        {[
          spentSeconds !== null && targetSeconds !== null
            ? texts.spent(format.span(spentSeconds), format.span(targetSeconds))
            : spentSeconds !== null
              ? texts.took(format.span(spentSeconds))
              : null,
          clock.measure === 'working' ? texts.working : texts.elapsed,
          ticking && dueAt !== null ? texts.due(format.instant(dueAt)) : null,
          !ticking && clock.lateBySeconds > 0 ? texts.lateBy(format.span(clock.lateBySeconds)) : null,
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
    </div>
  );
}
