import { create } from 'zustand';
import type { Notice } from '../../../shared/domain/notifications.ts';

/** What was last told of the things that wait; stays until it is opened, closed or replaced by newer news. */
export const useNews = create<{ readonly notice: Notice | null }>()(() => ({ notice: null }));

export function closeNews(): void {
  useNews.setState({ notice: null });
}
