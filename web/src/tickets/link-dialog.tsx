import { useDesk } from '../desk.ts';
import { Dialog } from '../parts/dialog.tsx';
import type { Link } from './links.ts';

/** Where a link leads, before one goes there. */
export function LinkDialog({ link, onClose }: { link: Link; onClose: () => void }) {
  const { words } = useDesk();
  const texts = words.tickets.html;
  const [before, after] = around(link);
  return (
    <Dialog title={texts.leadsTo} onClose={onClose}>
      {link.misleads && <p class="notice bad">{texts.misleads}</p>}
      <p class="leads" dir="ltr">
        {before}
        <strong>{link.where}</strong>
        {after}
      </p>
      <div class="row">
        <a class="button" href={link.href} target="_blank" rel="noopener noreferrer nofollow" onClick={onClose}>
          {texts.open}
        </a>
        <button type="button" onClick={onClose}>
          {words.frame.cancel}
        </button>
      </div>
    </Dialog>
  );
}

/** The address with its host in the middle. */
function around({ href, where }: Link): [string, string] {
  const at = href.indexOf(where);
  return at < 0 ? [`${href} `, ''] : [href.slice(0, at), href.slice(at + where.length)];
}

/** All links of a mail, for whom a click inside the frame does not reach. */
export function LinkList({ links, onFollow }: { links: readonly Link[]; onFollow: (link: Link) => void }) {
  const { words, format } = useDesk();
  if (links.length === 0) return null;
  const shown = [...new Map(links.map((link) => [link.href, link])).values()].slice(0, 200);
  return (
    <details class="link-list">
      <summary>{words.tickets.html.links(format.number(links.length))}</summary>
      <ul>
        {shown.map((link) => (
          <li key={link.href}>
            <button type="button" class="quiet" dir="ltr" onClick={() => onFollow(link)}>
              <strong>{link.where}</strong>
              <span class="fine">{link.href}</span>
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
