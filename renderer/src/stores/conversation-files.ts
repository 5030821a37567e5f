import { call } from '../bridge.ts';
import { announce, reportFailure } from './notices.ts';

/** Reads a whole conversation out and hands it to the person as a file. */
export async function exportConversation(conversationId: string, form: 'markdown' | 'json'): Promise<void> {
  try {
    const { name, text } = await call('conversation.export', { conversationId, form });
    const url = URL.createObjectURL(
      new Blob([text], { type: form === 'json' ? 'application/json' : 'text/markdown;charset=utf-8' }),
    );
    const link = document.createElement('a');
    link.href = url;
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
    announce(`Saved as ${name}`);
  } catch (error) {
    reportFailure(error);
  }
}
