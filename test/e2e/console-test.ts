import { test as base } from '@playwright/test';
import type { Page } from '@playwright/test';
import { startProduct } from '../helpers/product.ts';
import type { Product, ProductOptions } from '../helpers/product.ts';

interface ConsoleFixtures {
  /** Flags, environment or workspace of the product this test starts. */
  productOptions: ProductOptions;
  /** The running product; it must stop cleanly after the test. */
  product: Product;
  /** The console of that product, opened by its link. */
  consolePage: Page;
}

/**
 * The test of every end-to-end spec. It fails on any violation of the content security policy, on any uncaught error
 * in a page, and when the product does not end with 0 on Ctrl+C.
 */
export const test = base.extend<ConsoleFixtures>({
  productOptions: [{}, { option: true }],

  async product({ productOptions }, use) {
    const product = await startProduct(productOptions);
    await use(product);
    const code = await product.stop();
    if (code !== 0) throw new Error(`The product ended with ${code} on Ctrl+C:\n${product.output()}`);
  },

  async context({ context }, use) {
    const faults: string[] = [];
    await context.exposeFunction('lanekeeperPolicyViolation', (words: string) => void faults.push(words));
    await context.addInitScript(reportViolations);
    context.on('weberror', (error) => faults.push(`uncaught: ${error.error().message}`));
    await use(context);
    if (faults.length > 0) throw new Error(`The page broke its rules:\n${faults.join('\n')}`);
  },

  async consolePage({ page, product }, use) {
    await page.goto(product.link);
    await use(page);
  },
});

export { expect } from '@playwright/test';

/** Runs in the page before its own scripts. */
function reportViolations(): void {
  document.addEventListener('securitypolicyviolation', (event) => {
    const report = Reflect.get(window, 'lanekeeperPolicyViolation') as (words: string) => void;
    report(`${event.violatedDirective} refused ${event.blockedURI} (${event.sourceFile}:${event.lineNumber})`);
  });
}
