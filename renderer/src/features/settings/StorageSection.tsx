import type { ReactElement } from 'react';
import { BackupsPart } from './BackupsPart.tsx';

/** What is kept, for how long, and where a second copy of it is. */
export function StorageSection(): ReactElement {
  return <BackupsPart />;
}
