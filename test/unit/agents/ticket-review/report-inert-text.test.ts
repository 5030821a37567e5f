import * as fc from 'fast-check';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import Markdown from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { expect, test } from 'vitest';
import { inert } from '../../../../electron/runtime/agents/ticket-review/report/inert-text.ts';

test('no text from a file can make a link, a picture, HTML or any mark-up, wherever it stands in the report', () => {
  const pieces = fc.constantFrom(...HOSTILE);
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 8 }), (parts) => {
      const text = inert(parts.join(''));
      expect(tagsOf(text)).toEqual(text === '' ? [] : ['p']);
      expect(tagsOf(`> “${text}”\n>\n> — ticket ${text}`)).toEqual(['blockquote', 'p', 'p']);
      expect(tagsOf(`| a | b |\n| --- | --- |\n| **${text}x** | ${text} |`).filter((tag) => !TABLE.has(tag))).toEqual([
        'strong',
      ]);
    }),
    { numRuns: 1_500 },
  );
});

test('words, amounts and redaction marks read as they were written', () => {
  for (const text of [
    'XXXX XX/XX/2019 {$100.00} 50% off & <more> "quotes" it’s #1 @home',
    '1. first',
    '- minus',
    'a_b*c*d',
  ])
    expect(shown(inert(text))).toBe(text);
});

test('links and addresses stay readable and cannot be clicked', () => {
  expect(shown(inert('see https://a.example or www.b.example, mail me@c.example'))).toBe(
    'see https[:]//a.example or www[.]b.example, mail me[@]c.example',
  );
});

test('letters that turn the direction of a line, and control characters, are left out', () => {
  expect(inert('a\u202eb\u0007c\u2066d')).toBe('a b c d');
});

const HOSTILE = [
  '<b> </b> <img src=x> <https://a.example> &amp; &#60;'.split(' '),
  '![a](b) [a](b) [a]:b [^1] `code` **bold** _it_ ~~no~~ | || --- === + ='.split(' '),
  'https://a.example/b?c=d www.a.example me@a.example mailto:me@a.example xmpp:a@b.example ftp://a.example'.split(' '),
  ['# head', '- item', '1. item', '1) item', '> quote', '| a | b |', '- [ ] todo', '    '],
  ['\\', '\n', '\n\n', '\t', ' ', 'plain', 'XXXX', '{$100.00}'],
].flat();

const TABLE = new Set(['table', 'thead', 'tbody', 'tr', 'th', 'td']);

function rendered(markdown: string): string {
  return renderToStaticMarkup(createElement(Markdown, { remarkPlugins: [remarkGfm] }, markdown));
}

function tagsOf(markdown: string): string[] {
  return [...rendered(markdown).matchAll(/<([a-z][a-z0-9]*)/g)].map(([, tag]) => tag ?? '');
}

function shown(markdown: string): string {
  const html = rendered(markdown).replaceAll(/<\/?p>/g, '');
  const signs: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#x27;': "'", '&amp;': '&' };
  return html.replaceAll(/&(?:lt|gt|quot|#x27|amp);/g, (sign) => signs[sign] ?? sign);
}
