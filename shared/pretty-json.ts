/**
 * Lays out JSON text with line breaks and indentation while keeping every other character as it is, so that what is
 * read is what was hashed: no number is parsed and printed again, no escape is undone, no key is moved.
 */
export function prettyJson(text: string): string {
  let out = '';
  let depth = 0;
  let isInString = false;
  for (let i = 0; i < text.length; i += 1) {
    const char = text.charAt(i);
    if (isInString) {
      out += char;
      if (char === '\\') {
        i += 1;
        out += text.charAt(i);
      } else if (char === '"') isInString = false;
      continue;
    }
    if (char === '"') {
      isInString = true;
      out += char;
    } else if (char === '{' || char === '[') {
      const closes = text.charAt(i + 1);
      if (closes === '}' || closes === ']') {
        out += char + closes;
        i += 1;
      } else {
        depth += 1;
        out += char + newLine(depth);
      }
    } else if (char === '}' || char === ']') {
      depth -= 1;
      out += newLine(depth) + char;
    } else if (char === ',') out += char + newLine(depth);
    else if (char === ':') out += ': ';
    else if (!/\s/.test(char)) out += char;
  }
  return out;
}

function newLine(depth: number): string {
  return `\n${'  '.repeat(Math.max(0, depth))}`;
}
