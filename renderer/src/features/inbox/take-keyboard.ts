/** The list of the inbox, which the single keys belong to. */
export const listId = 'inbox-rows';

/** Gives a list the keyboard when nothing else on the page has it: it was lost with what has gone. */
export function takeKeyboard(id: string = listId): void {
  const { activeElement } = document;
  const isFree = activeElement === null || activeElement === document.body || activeElement.id === 'main';
  if (isFree) document.getElementById(id)?.focus();
}

/** The same once what is going now has gone and has tried to give the keyboard back. */
export function takeKeyboardLater(): void {
  requestAnimationFrame(() => requestAnimationFrame(() => takeKeyboard()));
}
