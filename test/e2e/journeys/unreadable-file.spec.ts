import { mkdtempSync, readdirSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from '../console-test.ts';
import { openStartForm, startEmpty } from '../../helpers/e2e-console.ts';

/** More than one piece of an upload, so that part of it has been sent when the rest is gone. */
const rows = 40_000;
const content = `id,message\n${Array.from({ length: rows }, (_, row) => `${row},The parcel of order ${row} never came.\n`).join('')}`;

const spoiled: readonly (readonly [how: string, piece: number, spoil: (file: string) => void])[] = [
  ['taken away before any of it is read', 1, (file) => rmSync(file)],
  ['taken away in the middle', 2, (file) => rmSync(file)],
  ['cut short in the middle', 2, (file) => truncateSync(file, 100)],
  ['written over in the middle', 2, (file) => touchLater(file)],
];

for (const [how, piece, spoil] of spoiled)
  test(`a file that is ${how} is refused in a clear sentence with what was kept, and the form goes on`, async ({
    consolePage: page,
    product,
  }) => {
    const folder = mkdtempSync(join(tmpdir(), 'lanekeeper-unreadable-'));
    const file = join(folder, 'complaints.csv');
    writeFileSync(file, content);
    try {
      await startEmpty(page);
      await beforePiece(page, piece, () => spoil(file));
      await openStartForm(page, 'Ticket review');
      await choose(page, file);
      const form = page.getByRole('region', { name: 'Ticket review' });
      const refusal = form.getByRole('alert');
      await expect(refusal).toContainText(
        'The file could not be read to its end: it was changed, moved or taken away.',
      );
      await expect(refusal).toContainText('Nothing of it was kept. Choose it again.');
      await expect(form.getByLabel('Drop a file here')).toContainText('complaints.csv');
      await expect.poll(() => keptFiles(join(product.workspace, 'artifacts'))).toEqual([]);

      // The browser tells of no choice when the same file is chosen twice: the field must have let go of it.
      expect(await page.getByLabel('File', { exact: true }).evaluate(filesIn)).toBe(0);
      writeFileSync(file, content);
      await choose(page, file);
      await expect(form.getByText('SHA-256')).toBeVisible();
      await expect(refusal).toHaveCount(0);
      await expect(form.getByLabel('Text', { exact: true })).toHaveValue('message');
      await expect(page.getByRole('button', { name: 'Start Ticket review' })).toBeEnabled();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

/** Does something once, when the page is about to read this piece of a file; the page reads on when it is done. */
async function beforePiece(page: Page, piece: number, act: () => void): Promise<void> {
  let pieces = 0;
  await page.exposeFunction('lanekeeperBeforePiece', () => {
    pieces += 1;
    if (pieces === piece) act();
  });
  await page.evaluate(() => {
    const read = FileReader.prototype.readAsDataURL;
    const before = Reflect.get(window, 'lanekeeperBeforePiece') as () => Promise<void>;
    FileReader.prototype.readAsDataURL = function readLater(this: FileReader, blob: Blob) {
      void before().then(() => read.call(this, blob));
    };
  });
}

async function choose(page: Page, path: string): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: /^(Choose a|Another) file$/ }).click();
  await (await chooser).setFiles(path);
}

function filesIn(input: SVGElement | HTMLElement): number {
  return (input as HTMLInputElement).files?.length ?? -1;
}

/** The same bytes, saved again a while later. */
function touchLater(file: string): void {
  const later = statSync(file).mtimeMs / 1_000 + 60;
  utimesSync(file, later, later);
}

/** Everything a workspace has kept of files, finished or not. */
function keptFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name);
}
