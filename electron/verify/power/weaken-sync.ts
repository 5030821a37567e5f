import Database from 'better-sqlite3';

// Loaded before the product when the harness tests itself: the product's databases run with synchronous=NORMAL and say
// FULL. A harness that does not notice proves nothing.
const { pragma } = Database.prototype;

Database.prototype.pragma = function weakened(source, options) {
  if (/^\s*synchronous\s*=/i.test(source)) return pragma.call(this, 'synchronous = NORMAL', options);
  if (/^\s*synchronous\s*$/i.test(source)) return options?.simple === true ? 2 : [{ synchronous: 2 }];
  return pragma.call(this, source, options);
};
