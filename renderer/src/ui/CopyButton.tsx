import { useState } from 'react';
import type { ReactElement } from 'react';
import { announce } from '../stores/notices.ts';
import { Button } from './Button.tsx';

/** Copies text and says that it did. */
export function CopyButton({ text, label = 'Copy' }: { readonly text: string; readonly label?: string }): ReactElement {
  const [isCopied, setCopied] = useState(false);
  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    announce('Copied');
  }
  return (
    <Button isSmall kind="quiet" icon={isCopied ? 'check' : 'copy'} onPress={() => void copy()}>
      {isCopied ? 'Copied' : label}
    </Button>
  );
}
