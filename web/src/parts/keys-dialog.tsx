import { useContext } from 'preact/hooks';
import { useDesk } from '../desk.ts';
import { KeyTextsContext } from '../key-texts.ts';
import { PAGES, type PageName } from '../pages.ts';
import { Dialog } from './dialog.tsx';

export function KeysDialog({ pages, onClose }: { pages: readonly PageName[]; onClose: () => void }) {
  const { words } = useDesk();
  const { texts } = useContext(KeyTextsContext);
  const { frame } = words;
  return (
    <Dialog title={frame.keys} onClose={onClose}>
      {Object.keys(texts).length > 0 && <KeyList title={frame.keysOf.here} rows={Object.entries(texts)} />}
      <KeyList
        title={frame.keysOf.go}
        rows={pages.map((name) => [`g ${PAGES[name].key}`, frame.nav[name as keyof typeof frame.nav]] as const)}
      />
      <KeyList title={frame.keysOf.anywhere} rows={[['?', frame.showKeys]]} />
    </Dialog>
  );
}

const KeyList = ({ title, rows }: { title: string; rows: readonly (readonly [string, string])[] }) => (
  <>
    <h3>{title}</h3>
    <dl class="keys">
      {rows.map(([key, text]) => (
        <div key={key}>
          <dt>
            {key.split(' ').map((one, n) => (
              <kbd key={n}>{one}</kbd>
            ))}
          </dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  </>
);
