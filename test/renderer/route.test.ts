import { afterEach, expect, test, vi } from 'vitest';
import { go, goQuietly, hrefOf, startRouting, useRoute } from '../../renderer/src/stores/route.ts';

afterEach(() => void vi.unstubAllGlobals());

/** An address bar as browsers have it: the address changes at once, the page hears of it later. */
function addressBar(hash: string): { readonly location: { hash: string }; tell(): void } {
  const location = { hash };
  const heard: (() => void)[] = [];
  vi.stubGlobal('location', location);
  vi.stubGlobal('history', {
    replaceState: (_: unknown, __: string, href: string) => void (location.hash = href),
  });
  vi.stubGlobal('window', { addEventListener: (_: string, hear: () => void) => void heard.push(hear) });
  startRouting();
  return { location, tell: () => heard.forEach((hear) => hear()) };
}

test('who leaves a page at once is not pulled back by what it opens by itself', () => {
  const { location, tell } = addressBar('');
  // The first card of the inbox takes the address.
  goQuietly({ page: 'inbox', approvalId: 'a1' });
  expect(location.hash).toBe('#/inbox/a1');

  // Gone to the runs, and the page of the inbox has not heard of it yet when its list arrives.
  go({ page: 'runs', query: 'status:failed late fees' });
  goQuietly({ page: 'inbox', approvalId: 'a2' });
  expect(location.hash).toBe('#/runs?q=status%3Afailed+late+fees');
  tell();
  expect(hrefOf(useRoute.getState().route)).toBe(location.hash);

  // The same for a link to another item.
  go({ page: 'inbox', approvalId: 'a9' });
  tell();
  location.hash = '#/inbox/a7';
  goQuietly({ page: 'inbox', approvalId: 'a9' });
  tell();
  expect(useRoute.getState().route).toEqual({ page: 'inbox', approvalId: 'a7' });
});
