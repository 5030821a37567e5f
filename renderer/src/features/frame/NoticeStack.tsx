import type { ReactElement } from 'react';
import { closeNotice, useNotices } from '../../stores/notices.ts';
import { IconButton } from '../../ui/Button.tsx';
import s from './Frame.module.css';

/** Failures that no pane shows by itself, each stays until it is closed. */
export function NoticeStack(): ReactElement | null {
  const notices = useNotices((state) => state.notices);
  if (notices.length === 0) return null;
  return (
    <div className={s['notices']} role="alert">
      {notices.map((notice) => (
        <div className={s['notice']} key={notice.id}>
          <b>{notice.title}</b>
          <p>{notice.detail}</p>
          <p>{notice.next}</p>
          <IconButton icon="x" label="Close this message" onPress={() => closeNotice(notice.id)} />
        </div>
      ))}
    </div>
  );
}
