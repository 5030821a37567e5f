/** One text of each kind that would be seen as something else, what is said of it, and a mark it leaves on a terminal. */
export const hostileTexts: Readonly<Record<string, { text: string; finding: string; mark: string }>> = {
  'a right-to-left override': {
    text: 'invoice\u202Efdp.exe',
    finding: 'U+202E right-to-left override',
    mark: 'invoice⟨U+202E⟩fdp.exe',
  },
  'zero-width characters': { text: 'pay\u200Bpal', finding: 'U+200B zero-width space', mark: 'pay⟨U+200B⟩pal' },
  'an escape sequence of a terminal': {
    text: 'ok\u001B[2J\u001B[31mdone\u009B1A',
    finding: 'terminal escape sequence (U+001B escape)',
    mark: '\\u001b[2J',
  },
  'control characters': { text: 'a\u0000b\u0007c\u0008d', finding: 'U+0000 null', mark: '\\u0000b\\u0007c' },
  HTML: {
    text: '<img src=x onerror="document.title=1"><script>document.title=2</script>',
    finding: 'holds HTML markup',
    mark: '<img src=x onerror=',
  },
  'look-alike letters in a domain': {
    text: 'Sign in at https://p\u0430ypal.com/verify now.',
    finding: 'which is xn--pypal-4ve.com',
    mark: 'which is xn--pypal-4ve.com',
  },
  'an encoded domain': {
    text: 'Sign in at xn--pypal-4ve.com now.',
    finding: 'names the domain p\u0430ypal.com, which is xn--pypal-4ve.com',
    mark: 'xn--pypal-4ve.com',
  },
};

/** A file of JSON with a key given twice and numbers that programs change. */
export const jsonFile = '{"amount": 10.50, "amount": 9007199254740993, "limit": 1e400, "rate": 1.10}';
