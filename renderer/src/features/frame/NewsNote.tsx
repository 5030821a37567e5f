import { useEffect, useRef } from 'react';
import type { ReactElement } from 'react';
import { closeNews, useNews } from '../../stores/news.ts';
import { useRoute } from '../../stores/route.ts';
import { IconButton } from '../../ui/Button.tsx';
import s from './Frame.module.css';

/** Long enough to read twice; badges go on saying the same, so nothing is lost with it. */
const shownMs = 12_000;

/**
 * What has come up since the person last looked: one note, whatever it counts, away from what is pressed. It goes by
 * itself unless the pointer or the keyboard is in it, and at once when the person goes where it points. It decides nothing.
 */
export function NewsNote(): ReactElement | null {
  const notice = useNews((state) => state.notice);
  const page = useRoute((state) => state.route.page);
  const note = useRef<HTMLElement>(null);
  const isThere = notice?.place === `#/${page}`;
  useEffect(() => {
    if (notice === null) return;
    if (isThere) return closeNews();
    const timer = setInterval(() => {
      if (note.current?.matches(':hover, :focus-within') !== true) closeNews();
    }, shownMs);
    return () => clearInterval(timer);
  }, [notice, isThere]);
  if (notice === null || isThere) return null;
  return (
    <section ref={note} className={`${s['notice']} ${s['news']}`} aria-label="News">
      <b>{notice.title}</b>
      {notice.body === '' ? null : <p>{notice.body}</p>}
      <p>
        <a href={notice.place}>{notice.place === '#/runs' ? 'Open the runs' : 'Open the inbox'}</a>
      </p>
      <IconButton icon="x" label="Close the news" onPress={closeNews} />
    </section>
  );
}
